"""How much of a list is answered at once."""

from __future__ import annotations

from typing import Final

from momento_catalog.domain.errors import PageSizeInvalid

DEFAULT_PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 200


def page_size(asked: int) -> int:
    """What is meant by `asked`, where 0 means 50; raises PageSizeInvalid for less than 0 or more than 200."""
    if not 0 <= asked <= MAX_PAGE_SIZE:
        raise PageSizeInvalid(f"A page has 1 to {MAX_PAGE_SIZE} items; ask for fewer.")
    return asked or DEFAULT_PAGE_SIZE
