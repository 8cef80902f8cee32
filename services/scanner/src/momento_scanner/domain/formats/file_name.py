"""The name a file was given by its owner; nothing in it is trusted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

MAXIMUM_BYTES: Final = 255
"""What common file systems allow for a name (POSIX NAME_MAX), in UTF-8."""

_SEPARATORS: Final = frozenset("/\\")
# Cc controls, Cs lone surrogates, Zl and Zp line breaks: they corrupt headers and logs.
_FORBIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Embeddings, overrides and isolates reorder what a reader sees (Unicode Technical Report 36, "Bidirectional Text
# Spoofing"); the plain marks U+200E and U+200F are common in honest right-to-left names and stay allowed.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class FileName:
    """A file name without path or control characters, in Unicode NFC."""

    text: str

    def __post_init__(self) -> None:
        """Refuses what `parse` would refuse."""
        if not _valid(self.text):
            raise FileRejected(
                Rejection(
                    RejectionReason.FILE_NAME_INVALID,
                    "The file name cannot be used. Give the file a name of at most 255 bytes without "
                    "slashes or invisible control characters.",
                )
            )

    @classmethod
    def parse(cls, given: str) -> FileName:
        """The name as given, normalised to NFC.

        Raises:
            FileRejected: FILE_NAME_INVALID.
        """
        return cls(unicodedata.normalize("NFC", given))

    @property
    def extension(self) -> str:
        """What follows the last dot, lower case; empty without a dot. Nothing is trimmed: `a.jpg ` ends in `jpg `."""
        _, dot, extension = self.text.rpartition(".")
        return extension.lower() if dot else ""


def _valid(text: str) -> bool:
    return (
        bool(text)
        and text not in {".", ".."}
        and all(_harmless(character) for character in text)
        and unicodedata.is_normalized("NFC", text)
        and len(text.encode()) <= MAXIMUM_BYTES
    )


def _harmless(character: str) -> bool:
    return (
        character not in _SEPARATORS
        and character not in _REORDERING
        and unicodedata.category(character) not in _FORBIDDEN_CATEGORIES
    )
