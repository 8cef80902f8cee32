"""How users, facets and moments are written in the keys of the three tables.

Moments are written in a fixed width, so that keys sort as moments do.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.outbound.dynamodb.tables import (
    FACET_KEY,
    SORT_KEY,
)
from momento_catalog.domain.albums.album import AlbumPosition
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.timeline.timeline import Moment

if TYPE_CHECKING:
    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.checksum import Sha256
    from momento_catalog.domain.timeline.timeline import Window

USAGE: Final = "usage#stored"
"""The key of a user's usage among the counts; no facet may be called so."""
ALBUMS: Final = "albums"
"""The partition of the index with a user's albums; no facet may be called so."""
ALBUM_TALLY: Final = "album-tally"
"""The partition of the index with the number of a user's albums; no facet may be called so."""
ALBUM_TALLY_PLACE: Final = "albums"
"""The sort key of the only entry there."""
CHECKSUM_PLACE: Final = "item"
"""The sort key of the only entry in the partition of a checksum: fixed, so that BatchGetItem finds it."""
_SEPARATOR: Final = "#"
_OLDEST: Final = "0001"
_NEWEST: Final = "9999~"


def facet_key(user_id: UserId, facet: Facet) -> str:
    """The partition of the index that holds the entries of `facet`."""
    return f"{user_id}{_SEPARATOR}{facet_value(facet)}"


def albums_key(user_id: UserId) -> str:
    """The partition that holds the records of the user's albums."""
    return f"{user_id}{_SEPARATOR}{ALBUMS}"


def album_tally_key(user_id: UserId) -> str:
    """The partition that holds how many albums the user has."""
    return f"{user_id}{_SEPARATOR}{ALBUM_TALLY}"


def facet_value(facet: Facet) -> str:
    """The key of the count of `facet`."""
    return f"{facet.name.value}{_SEPARATOR}{facet.value}"


def read_facet_value(text: str) -> Facet:
    """The facet that `facet_value` wrote as `text`."""
    name, _, value = text.partition(_SEPARATOR)
    return Facet(FacetName(name), value)


def write_indexed(facet: Facet) -> str:
    """`facet` with its place, as a record says that its entry stands."""
    return f"{facet_value(facet)}{_SEPARATOR}{facet.place}" if facet.place else facet_value(facet)


def read_indexed(text: str) -> Facet:
    """The facet that `write_indexed` wrote as `text`."""
    facet = read_facet_value(text)
    if facet.name is not FacetName.ALBUM:
        return facet
    value, _, place = facet.value.partition(_SEPARATOR)
    return Facet(facet.name, value, place)


def write_time(moment: datetime) -> str:
    """`moment` in UTC with milliseconds, for example 2008-10-22T16:28:39.000Z."""
    return f"{moment.year:04d}" + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_time(text: str) -> datetime:
    """The moment that `write_time` wrote as `text`."""
    return datetime.fromisoformat(text)


def sort_key(moment: Moment) -> str:
    """The place of an item's entries in their partitions."""
    return f"{write_time(moment.taken_at)}{_SEPARATOR}{moment.upload_id}"


def entry_place(facet: Facet, moment: Moment) -> str:
    """The place of an item's entry in the partition of `facet`: in an album as arranged, elsewhere by time."""
    return f"{facet.place}{_SEPARATOR}{moment.upload_id}" if facet.place else sort_key(moment)


def read_entry_place(text: str) -> AlbumPosition:
    """The position in an album that `entry_place` wrote as `text`."""
    key, _, upload_id = text.partition(_SEPARATOR)
    return AlbumPosition(OrderKey(key), UploadId(upload_id))


def read_sort_key(text: str) -> Moment:
    """The moment that `sort_key` wrote as `text`."""
    taken_at, _, upload_id = text.partition(_SEPARATOR)
    return Moment(read_time(taken_at), UploadId(upload_id))


def bounds(window: Window) -> tuple[str, str]:
    """The lowest and the highest sort key that lie in `window`, both included, as BETWEEN wants them."""
    begin, end = window.period.begin, window.period.end
    # A bare time sorts before every key that begins with it, so the end itself is left out.
    highest = write_time(end) if end else _NEWEST
    if window.after is not None:
        highest = min(highest, _just_below(sort_key(window.after)))
    return (write_time(begin) if begin else _OLDEST), highest


def _just_below(key: str) -> str:
    # All keys have the same width: those below `key` are not above it with its last character lowered by one.
    return key[:-1] + chr(ord(key[-1]) - 1)


def checksum_key(user_id: UserId, checksum: Sha256) -> Item:
    """The key of the entry of `checksum`."""
    return _key(user_id, Facet(FacetName.SHA256, checksum.value))


def _key(user_id: UserId, checksum: Facet) -> Item:
    return {FACET_KEY: {"S": facet_key(user_id, checksum)}, SORT_KEY: {"S": CHECKSUM_PLACE}}
