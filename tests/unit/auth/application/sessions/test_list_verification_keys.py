from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.auth.world import World


def test_the_keys_are_those_that_the_signer_names(world: World) -> None:
    assert world.list_verification_keys() == world.signer.verification_keys()
