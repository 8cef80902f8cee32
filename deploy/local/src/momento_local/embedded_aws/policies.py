"""What the text of a policy says is found out once, and what a transaction needs leave for is asked once.

Ministack reads the policies of a role anew for each request, and for each item of a transaction: one upload writes a
dozen of them under the same leave.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ministack.core import iam_actions, iam_evaluator

if TYPE_CHECKING:
    from collections.abc import Callable

    Statements = list[iam_evaluator.ParsedStatement]
    Checks = list[tuple[str, str]]

_TEXTS: Final = 1024
"""How many are remembered; each session of a user has a text of its own."""


def remember() -> None:
    """Has each text read once: what it says depends on nothing else, and nobody changes what was read."""
    iam_evaluator.parse_policy_document = _remembering(iam_evaluator.parse_policy_document)
    iam_actions.dynamodb_transaction_checks = _each_once(iam_actions.dynamodb_transaction_checks)


def _remembering(parse: Callable[[Any], Statements]) -> Callable[[Any], Statements]:
    of_text = lru_cache(_TEXTS)(parse)

    def statements(document: str | dict[str, Any]) -> Statements:
        return of_text(document) if isinstance(document, str) else parse(document)

    return statements


def _each_once(checks_of: Callable[..., Checks]) -> Callable[..., Checks]:
    def checks(*arguments: Any) -> Checks:
        return list(dict.fromkeys(checks_of(*arguments)))

    return checks
