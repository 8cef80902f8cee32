"""Fake of the port `Thesaurus`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.records.tags import TagName

if TYPE_CHECKING:
    from collections.abc import Mapping

MEANINGS = {"shore": ("sea", "sunny beach"), "plant": ("tree",), "nature": ("sea", "tree", "sunny beach", "never")}


class SmallThesaurus:
    def __init__(self, meanings: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._meanings = MEANINGS if meanings is None else meanings

    def meanings(self, word: str) -> frozenset[TagName]:
        return frozenset(map(TagName, self._meanings.get(word, ())))
