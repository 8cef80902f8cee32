"""What the text of an expression means is found out once, and not for each item that it is held against.

Momento asks with a dozen different texts, since values stand beside them (`ExpressionAttributeValues`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ministack.services import dynamodb

_TEXTS: Final = 256
"""How many are remembered."""


def remember() -> None:
    """Has `dynamodb` take each text apart, and check its grammar, once: the answers depend on nothing else."""
    for name in ("_tokenize", "_condition_syntax_error"):
        setattr(dynamodb, name, lru_cache(_TEXTS)(getattr(dynamodb, name)))
