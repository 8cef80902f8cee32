"""Links that a browser may use, and the bytes behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


class LinkPublisher(Protocol):
    """Turns the catalog's link to an object into one for a browser."""

    def publish(self, url: str) -> str:
        """An address that leads to the same bytes and stops working at the same moment."""


@dataclass(frozen=True, slots=True)
class LinkedObject:
    """An object on its way: the status of the store's answer, some of its headers, and its bytes.

    `chunks` must be read to the end or closed.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class LinkedObjects(Protocol):
    """Fetches what sealed links lead to. The link is the only permission it has."""

    async def open(self, sealed: str, byte_range: str | None) -> LinkedObject:
        """Opens the object behind a sealed link, or a `Range` of it.

        Raises:
            NotFound: the link was altered, or is not one of ours.
            Forbidden: it has expired.
            RangeNotSatisfiable: the object has no such range.
            Unavailable: the store does not answer.
        """
