from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ministack.services import dynamodb
from momento_local.embedded_aws.expressions import remember

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "facetKey = :key AND sortKey BETWEEN :low AND :high"
VALUES = {":key": {"S": "month"}, ":low": {"S": "1"}, ":high": {"S": "5"}}


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts whose grammar is checked, one after the other, while the embedded AWS remembers them."""
    found: list[str] = []
    check: Callable[[str, str], str | None] = dynamodb._condition_syntax_error  # what is replaced

    def counted(text: str, slot: str) -> str | None:
        found.append(text)
        return check(text, slot)

    monkeypatch.setattr(dynamodb, "_condition_syntax_error", counted)
    monkeypatch.setattr(dynamodb, "_tokenize", dynamodb._tokenize)  # put back afterwards
    remember()
    return found


def matches(number: int, text: str = KEY) -> bool:
    item = {"facetKey": {"S": "month"}, "sortKey": {"S": str(number)}}
    answer: bool = dynamodb._evaluate_condition(text, item, VALUES, {})  # what a query asks of each item
    return answer


def test_a_query_finds_the_same_items_and_reads_its_condition_once(looked_at: list[str]) -> None:
    assert [number for number in range(9) if matches(number)] == [1, 2, 3, 4, 5]
    assert looked_at == [KEY]


def test_a_condition_that_is_none_is_refused_each_time(looked_at: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="Syntax error"):
            matches(1, "facetKey = = :key")
    assert looked_at == ["facetKey = = :key"]
