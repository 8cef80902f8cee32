"""Names that users give their files: shown and searched, never used to store anything (OWASP File Upload: F4, F5)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Self

from momento_ingest.domain.errors import InvalidInput

MAXIMUM_BYTES: Final = 255
"""As UTF-8: what common file systems allow, so that a download can keep the name."""
_FORBIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_DIRECTION_MARKS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode bidirectional controls: they make `gpj.exe` look like `exe.jpg`."""
_SEPARATORS: Final = frozenset("/\\")
_CODE: Final = "FILE_NAME_INVALID"


@dataclass(frozen=True, slots=True)
class FileName:
    """A name in Unicode NFC without path, control characters or direction marks."""

    value: str

    def __post_init__(self) -> None:
        fault = _fault(self.value)
        if fault or self.value != _normal(self.value):
            raise ValueError(fault or "is not in its normal form")

    @classmethod
    def given(cls, text: str) -> Self:
        """The name in a request.

        Raises:
            InvalidInput: says what is wrong with it.
        """
        name = _normal(text)
        fault = _fault(name)
        if fault:
            raise InvalidInput(_CODE, f"The file name {fault}; rename the file and send it again.")
        return cls(name)

    @property
    def extension(self) -> str:
        """What follows the last dot, lower case; empty without one."""
        return self.value.rpartition(".")[2].lower() if "." in self.value[1:] else ""

    def __str__(self) -> str:
        return self.value


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _fault(name: str) -> str | None:
    if name.strip(" .") == "":
        return "is empty"
    if len(name.encode("utf-8", errors="replace")) > MAXIMUM_BYTES:
        return f"is longer than {MAXIMUM_BYTES} bytes"
    if any(character in _SEPARATORS for character in name):
        return "contains a path"
    if any(character in _DIRECTION_MARKS for character in name):
        return "contains marks that change the direction of text"
    if any(unicodedata.category(character) in _FORBIDDEN_CATEGORIES for character in name):
        return "contains characters that cannot be shown"
    return None
