"""Albums: sets of items that a user makes and arranges.

An album has a record of its own; which items it holds, and at which place each, stands in the records of the items.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import AlbumFull, AlbumInvalid
from momento_catalog.domain.text import has_forbidden
from momento_catalog.domain.timestamps import whole_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from momento_catalog.domain.albums.order_key import OrderKey
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId
    from momento_catalog.domain.title import Title

MAX_DESCRIPTION_LENGTH: Final = 2000
"""Characters."""
MAX_ALBUM_ITEMS: Final = 10_000
MAX_ALBUMS_OF_ITEM: Final = 50
_ETAG_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class AlbumPlace:
    """An item's membership in an album, and where in the album it stands."""

    album_id: AlbumId
    key: OrderKey


@dataclass(frozen=True, slots=True, order=True)
class AlbumPosition:
    """A place in the order of one album, and the item that stands there."""

    key: OrderKey
    upload_id: UploadId


@dataclass(frozen=True, slots=True)
class AlbumChange:
    """What becomes of an item's memberships.

    Attributes:
        join: put into this album; an item that is in it already keeps its place.
        move: put at this place of an album, whether it is in it already or not.
        leave: taken out of this album.
    """

    join: AlbumPlace | None = None
    move: AlbumPlace | None = None
    leave: AlbumId | None = None

    def applied_to(self, places: tuple[AlbumPlace, ...]) -> tuple[AlbumPlace, ...]:
        """The memberships afterwards; raises AlbumFull when there would be too many."""
        left = {place.album_id: place for place in places if place.album_id != self.leave}
        if self.join is not None:
            left.setdefault(self.join.album_id, self.join)
        if self.move is not None:
            left[self.move.album_id] = self.move
        return album_places(left.values())


@dataclass(frozen=True, slots=True)
class Album:
    """An album as it is stored.

    Attributes:
        description: may have several lines.
        cover: the item that the user chose to stand for it.
        archived_at: since when it is put aside; albums are never deleted.
        revision: 1 for the first write, one more with every write.
    """

    user_id: UserId
    album_id: AlbumId
    title: Title
    created_at: datetime
    updated_at: datetime
    description: str = ""
    cover: UploadId | None = None
    archived_at: datetime | None = None
    revision: int = 1

    def __post_init__(self) -> None:
        if not self.title.value:
            raise AlbumInvalid("An album needs a title; type one.")
        if len(self.description) > MAX_DESCRIPTION_LENGTH:
            raise AlbumInvalid(f"A description has at most {MAX_DESCRIPTION_LENGTH} characters; shorten it.")
        if has_forbidden(self.description.replace("\n", " ")):
            raise AlbumInvalid("A description cannot contain control characters; remove them.")
        for name in ("created_at", "updated_at", "archived_at"):
            moment = getattr(self, name)
            object.__setattr__(self, name, moment and whole_milliseconds(moment))

    @property
    def etag(self) -> str:
        """A short text that differs after every write (RFC 9110, section 8.8.3)."""
        text = f"{self.user_id}/{self.album_id}/{self.revision}"
        return hashlib.sha256(text.encode()).hexdigest()[:_ETAG_DIGITS]

    @property
    def archived(self) -> bool:
        """Whether it is put aside."""
        return self.archived_at is not None


@dataclass(frozen=True, slots=True)
class AlbumEdit:
    """What a user changes of an album; None leaves a thing as it is.

    Attributes:
        first_as_cover: give up the chosen cover, so that the first item stands for the album.
    """

    title: Title | None = None
    description: str | None = None
    cover: UploadId | None = None
    first_as_cover: bool = False
    archived: bool | None = None

    def applied_to(self, album: Album, now: datetime) -> Album:
        """`album` after the edit, made at `now`; raises AlbumInvalid."""
        cover = None if self.first_as_cover else self.cover or album.cover
        return replace(
            album,
            title=album.title if self.title is None else self.title,
            description=album.description if self.description is None else self.description,
            cover=cover,
            archived_at=self._archived_at(album, now),
            updated_at=now,
            revision=album.revision + 1,
        )

    def _archived_at(self, album: Album, now: datetime) -> datetime | None:
        if self.archived is None or self.archived == album.archived:
            return album.archived_at
        return now if self.archived else None


def album_places(places: Iterable[AlbumPlace]) -> tuple[AlbumPlace, ...]:
    """Memberships of one item, each album once; raises AlbumFull when there are more than 50."""
    unique = tuple({place.album_id: place for place in places}.values())
    if len(unique) > MAX_ALBUMS_OF_ITEM:
        raise AlbumFull(f"An item can be in at most {MAX_ALBUMS_OF_ITEM} albums; take it out of one.")
    return unique
