"""The title that a user may give an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from momento_catalog.domain.errors import TitleInvalid
from momento_catalog.domain.text import has_forbidden, single_spaced

MAX_TITLE_LENGTH: Final = 200
"""Characters."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title: NFC, single spaces, at most 200 characters, no control characters; empty when there is none."""

    value: str = ""

    def __post_init__(self) -> None:
        if has_forbidden(self.value):
            raise TitleInvalid("A title cannot contain control characters; remove them.")
        object.__setattr__(self, "value", single_spaced(self.value))
        if len(self.value) > MAX_TITLE_LENGTH:
            raise TitleInvalid(f"A title has at most {MAX_TITLE_LENGTH} characters; shorten it.")

    def __str__(self) -> str:
        return self.value


NO_TITLE: Final = Title()
