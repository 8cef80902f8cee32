"""Where a file lies in an archive that somebody unpacks, on whatever system."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

MAX_NAME_LENGTH: Final = 200
"""Bytes of UTF-8: common file systems take 255, and a number for a collision must still find room."""
TRASH: Final = "trash"
_UNFIT: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
"""What Windows refuses in a name (learn.microsoft.com, "Naming Files, Paths, and Namespaces"); Unix only the slash."""
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names of devices, whatever their extension; same source."""


def month_folder(taken_at: datetime, *, trashed: bool) -> str:
    """`2008/10`, or `trash/2008/10`, by the month in UTC in which something was taken."""
    month = f"{taken_at:%Y/%m}"
    return f"{TRASH}/{month}" if trashed else month


class ArchiveNames:
    """Gives every file of one archive a path of its own, also where upper and lower case are the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def place(self, folder: str, file_name: str) -> str:
        """The path of the next file: its name, numbered when another in `folder` (empty for the top) has it."""
        stem, dot, extension = _fit(file_name).rpartition(".")
        if not dot:
            stem, extension = extension, ""
        number, path = 1, _path(folder, stem, dot + extension)
        while path.casefold() in self._taken:
            number += 1
            path = _path(folder, f"{stem} ({number})", dot + extension)
        self._taken.add(path.casefold())
        return path


def _path(folder: str, stem: str, extension: str) -> str:
    return f"{folder}/{stem}{extension}" if folder else f"{stem}{extension}"


def _fit(file_name: str) -> str:
    """The name without what could lead elsewhere or cannot be made into a file."""
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", file_name)).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if dot:
        name = _shortened(stem.rstrip(" ."), MAX_NAME_LENGTH - len(f".{extension}".encode())) + f".{extension}"
    name = _shortened(name, MAX_NAME_LENGTH)
    return f"_{name}" if not name or name.startswith(".") or _RESERVED.fullmatch(name) else name


def _shortened(text: str, size: int) -> str:
    return text.encode()[: max(size, 1)].decode(errors="ignore")
