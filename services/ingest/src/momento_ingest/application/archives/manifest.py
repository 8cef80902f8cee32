"""What `momento.json` in an archive says, piece by piece: the words of the API, without links that soon expire."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FORMAT: Final = "momento-archive-1"
_LEFT_OUT: Final = frozenset({"matched", "etag", "cover"})
"""Matches are of a search, etags are for edits, and the cover of an album is named by its id."""
_UNDERSCORE: Final = re.compile(r"_(\w)")


def described(value: DataclassInstance, **more: object) -> bytes:
    """A thing as a JSON object, with `more` about it; what does not apply is left out."""
    return encoded({**_fields(value), **more})


def opening(**head: object) -> bytes:
    """The beginning of the document, before its first list."""
    return encoded({"format": FORMAT, **head})[:-1]


def list_opening(name: str) -> bytes:
    """The beginning of a list, after what stands before it."""
    return f",\n{json.dumps(name)}: [".encode()


def closing(**foot: object) -> bytes:
    """The end of the document, after its last list."""
    return b",\n" + encoded(foot)[1:] + b"\n"


def _fields(value: DataclassInstance) -> dict[str, Any]:
    reported = ((it.name, getattr(value, it.name)) for it in dataclasses.fields(value) if it.name not in _LEFT_OUT)
    return {_camel(name): content for name, content in reported if content not in (None, "")}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    return str(value)


def encoded(value: object) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(", ", ": ")).encode()


def _camel(name: str) -> str:
    return _UNDERSCORE.sub(lambda match: match[1].upper(), name)
