"""Attributes of DynamoDB, nested as deep as lists and maps go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    Attributes = SearchStrategy[dict[str, Any]]


def items_of(plain: Attributes) -> Attributes:
    """Items whose attributes are `plain` ones, or lists and maps of such."""
    nested = st.recursive(
        plain,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda values: {"L": values}),
            st.dictionaries(st.text(max_size=5), inner, max_size=3).map(lambda values: {"M": values}),
        ),
        max_leaves=8,
    )
    return st.dictionaries(st.text(min_size=1, max_size=5), nested, max_size=4)
