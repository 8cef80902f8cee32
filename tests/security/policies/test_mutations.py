from __future__ import annotations

import pytest

from tests.security.policies.mutations import mutations
from tests.security.policies.policies import GIVEN, documents
from tests.security.policies.simulation import simulate
from tests.security.policies.table import ROWS

OURS = {name: policy for name, policy in documents().items() if name not in GIVEN}
MIN_CHANGES = 300
"""So that a fault in the making of changes does not pass for a table that finds them all."""


@pytest.fixture(scope="module")
def overlooked() -> list[str]:
    """The changes that no row of the table shows."""
    variants = [variant for name, policy in OURS.items() for variant in mutations(name, policy)]
    assert len(variants) >= MIN_CHANGES
    return simulate(ROWS, documents(), variants).overlooked


@pytest.mark.parametrize("name", sorted(OURS))
def test_any_change_to_any_statement_of_a_policy_changes_a_verdict(overlooked: list[str], name: str) -> None:
    assert [each for each in overlooked if each.startswith(f"{name}, ")] == []
