from __future__ import annotations

from typing import TYPE_CHECKING

from momento_ingest.adapters.inbound.http.connections import drain_body as lingering

from tests.fakes.ingest.web import conversation

if TYPE_CHECKING:
    import pytest

    from tests.fakes.ingest.world import World

PATH = "/api/v1/media"
PIECE = b"x" * 1000


async def test_what_a_refused_client_still_sends_is_read_after_the_answer(world: World) -> None:
    story = await conversation(world, PATH, {}, PIECE, PIECE)
    assert story == ["answered 401", "read", "read", "read"]


async def test_but_only_up_to_a_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering, "MAXIMUM_BYTES", 1500)
    story = await conversation(world, PATH, {}, *[PIECE] * 100)
    assert story == ["answered 401", "read", "read"]


async def test_and_only_for_a_while(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lingering, "MAXIMUM_SECONDS", 0)
    story = await conversation(world, PATH, {}, *[PIECE] * 100)
    assert story[0] == "answered 401"
