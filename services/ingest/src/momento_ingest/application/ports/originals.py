"""The bytes behind the catalog's links, for the edge to pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Originals(Protocol):
    """Reads objects with the right that a link itself carries; the edge has no other."""

    def read(self, url: str, start: int) -> AsyncGenerator[bytes, None]:
        """The bytes of the object from `start` on, in pieces of at most 256 KiB; close it unless it is read to its end.

        Raises:
            NotFound: the object is not there, or the link does not let it be read.
            Unavailable: the store does not answer, or broke off; go on from where it broke off.
        """
