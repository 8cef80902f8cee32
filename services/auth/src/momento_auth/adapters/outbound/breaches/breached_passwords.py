"""A file of passwords known from breaches: lines of SHA-1 in ascending order, each with or without `:` and a number.

So Have I Been Pwned gives them out ("Pwned Passwords", ordered by hash), 40 GB of them. Nothing of it is held in
memory: a question takes some forty reads of a line, and nobody else hears of it.
"""

from __future__ import annotations

import bisect
import hashlib
import os
import re
from typing import TYPE_CHECKING, Final

from momento_auth.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

_HASH: Final = re.compile(rb"[0-9A-F]{40}(?=[:\r\n]|$)")
_HASH_LENGTH: Final = 40
_WINDOW: Final = 128
"""Bytes that hold the end of any line and the hash of the next one."""
_BEYOND: Final = b"~"
"""Comes after every hash."""


class FileBreachedPasswords:
    """Implements the port `BreachedPasswords` by searching the file by halves."""

    def __init__(self, path: Path) -> None:
        """Opens the file; raises ValueError, with a sentence, if it cannot be read or is another kind of file."""
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            first = self._read(0)
        except OSError as problem:
            raise ValueError(f"{path} cannot be read: {problem.strerror}") from problem
        if not _HASH.match(first):
            os.close(self._file)
            raise ValueError(f"{path} does not begin with a SHA-1 in capitals; get the list ordered by hash")
        self._size = os.fstat(self._file).st_size

    def __contains__(self, password: object, /) -> bool:
        """See the port."""
        # The list's own format; nothing is protected by it.
        digest = hashlib.sha1(str(password).encode(), usedforsecurity=False).hexdigest().upper().encode()
        try:
            place = bisect.bisect_left(range(self._size), digest, key=self._hash_from)
            return self._hash_from(place) == digest
        except OSError as problem:
            raise StoreUnavailable("Passwords cannot be checked at the moment; try again soon.") from problem

    def _hash_from(self, offset: int) -> bytes:
        """The hash of the first line that begins at `offset` or after it."""
        if offset == 0:
            return self._read(0)[:_HASH_LENGTH]
        # A line begins at the offset itself when the byte before it ends one.
        _, _, rest = self._read(offset - 1).partition(b"\n")
        return rest[:_HASH_LENGTH] or _BEYOND

    def _read(self, offset: int) -> bytes:
        return os.pread(self._file, _WINDOW, offset)
