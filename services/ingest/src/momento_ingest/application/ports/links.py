"""Links that a browser may use, and the bytes behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping


class LinkPublisher(Protocol):
    """Turns the catalog's links to objects into links for a browser."""

    def publish(self, url: str) -> str:
        """An address that leads to the same bytes and stops working at the same moment, or before."""


class Links(Protocol):
    """Makes publishers."""

    def for_session(self, session_id: str) -> LinkPublisher:
        """Makes links that end with a session, or with an API key, where that can be had."""


@dataclass(frozen=True, slots=True)
class LinkedObject:
    """An object on its way: the status of the store's answer, some of its headers, and its bytes.

    `chunks` must be read to the end or closed. `seconds` is how long the link is still good.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncGenerator[bytes, None]
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of an object: headers of RFC 9110 (sections 13.1 and 14.2) as they came, or None."""

    byte_range: str | None = None
    if_range: str | None = None
    if_none_match: str | None = None

    def knows(self, etag: str) -> bool:
        """Whether the client has the object with this entity tag (RFC 9110, section 13.1.2: compared weakly)."""
        named = [it.strip().removeprefix("W/") for it in (self.if_none_match or "").split(",")]
        plain = etag.removeprefix("W/")
        return named == ["*"] or (bool(plain) and plain in named)


class PresignedObjects(Protocol):
    """Fetches objects with the right that an address of the catalog carries; the edge has no other."""

    async def open(self, url: str, wanted: Wanted) -> LinkedObject:
        """Opens the object at a presigned address, or a range of it; status 304 when the one that is wanted is known.

        Raises:
            NotFound: the object is not there.
            Forbidden: the address has expired, or does not let the object be read (any more).
            RangeNotSatisfiable: the object has no such range.
            Unavailable: the store does not answer.
        """


class LinkedObjects(Protocol):
    """Fetches what sealed links lead to. The link is the only permission it has."""

    async def open(self, sealed: str, wanted: Wanted) -> LinkedObject:
        """Opens the object behind a sealed link, or a range of it; status 304 when the one that is wanted is known.

        Raises:
            NotFound: the link was altered, or is not one of ours.
            Forbidden: it has expired, or the session on whose word it was made has ended.
            RangeNotSatisfiable: the object has no such range.
            Unavailable: the store does not answer, or nobody can say whether the session stands.
        """
