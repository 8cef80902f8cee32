from __future__ import annotations

from collections import Counter

import pytest

from tests.security.policies.policies import documents
from tests.security.policies.simulation import Verdict, expected, simulate
from tests.security.policies.table import ROWS


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return simulate(ROWS, documents()).verdicts


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[f"{row.who.name}-{row.action}" for row in ROWS])
def test_each_request_is_decided_as_the_table_says_by_each_layer_and_by_all(
    verdicts: list[Verdict], number: int
) -> None:
    assert verdicts[number] == expected(ROWS[number]), ROWS[number]


def test_no_request_is_asked_twice() -> None:
    asked = Counter((row.who.name, row.action, row.on, repr(row.circumstances)) for row in ROWS)
    assert [request for request, times in asked.items() if times > 1] == []
