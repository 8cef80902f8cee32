"""One photo or video as the catalog keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.albums.album import album_places
from momento_catalog.domain.errors import RecordInvalid
from momento_catalog.domain.records.tag_changes import NO_TAG_CHANGES, TagChanges, rejected_tags
from momento_catalog.domain.records.tags import MAX_DERIVED_TAGS, Tag, TagName, all_tags, user_tags
from momento_catalog.domain.text import has_forbidden
from momento_catalog.domain.timeline.timeline import Moment
from momento_catalog.domain.timestamps import whole_milliseconds
from momento_catalog.domain.title import NO_TITLE, Title

if TYPE_CHECKING:
    from datetime import datetime

    from momento_catalog.domain.albums.album import AlbumChange, AlbumPlace
    from momento_catalog.domain.albums.order_key import OrderKey
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId
    from momento_catalog.domain.records.checksum import Sha256
    from momento_catalog.domain.records.facts import MediaFacts, ScanReport

MAX_FILE_NAME_LENGTH: Final = 255
"""Characters (OWASP File Upload Cheat Sheet: limit the length of names)."""


@dataclass(frozen=True, slots=True)
class Media:
    """Everything that is known of one upload, and what its owner has made of it.

    Attributes:
        file_name: as the user's machine called it; shown, searched, never part of a key.
        derived_tags: found by looking at the content, without those that the user rejected.
        own_tags: given by the user.
        rejected_tags: rejected by the user; they are never suggested again, no matter who finds them.
        albums: which albums it is in, and where.
        purged_at: since when it is gone for its owner; what is left is the record.
        released: whether all its objects have been handed over to S3 for removal.
    """

    user_id: UserId
    upload_id: UploadId
    file_name: str
    size_bytes: int
    sha256: Sha256
    facts: MediaFacts
    scan: ScanReport
    uploaded_at: datetime
    derived_tags: tuple[Tag, ...] = ()
    own_tags: tuple[TagName, ...] = ()
    rejected_tags: tuple[TagName, ...] = ()
    albums: tuple[AlbumPlace, ...] = ()
    title: Title = NO_TITLE
    favorite: bool = False
    trashed_at: datetime | None = None
    purged_at: datetime | None = None
    released: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.file_name) <= MAX_FILE_NAME_LENGTH or has_forbidden(self.file_name):
            raise RecordInvalid(f"A file name has 1 to {MAX_FILE_NAME_LENGTH} characters and no control characters.")
        if self.size_bytes < 1:
            raise RecordInvalid("A stored file has at least one byte.")
        if len(self.derived_tags) > MAX_DERIVED_TAGS:
            raise RecordInvalid(f"At most {MAX_DERIVED_TAGS} tags can be derived from a file.")
        object.__setattr__(self, "own_tags", user_tags(self.own_tags))
        object.__setattr__(self, "rejected_tags", rejected_tags(self.rejected_tags))
        suggested = tuple(tag for tag in self.derived_tags if tag.name not in self.rejected_tags)
        object.__setattr__(self, "derived_tags", suggested)
        object.__setattr__(self, "albums", album_places(self.albums))
        object.__setattr__(self, "uploaded_at", whole_milliseconds(self.uploaded_at))
        object.__setattr__(self, "trashed_at", self.trashed_at and whole_milliseconds(self.trashed_at))
        object.__setattr__(self, "purged_at", self.purged_at and whole_milliseconds(self.purged_at))

    @property
    def taken_at(self) -> datetime:
        """When it was taken, or else uploaded."""
        return self.facts.taken_at or self.uploaded_at

    @property
    def moment(self) -> Moment:
        """Its place in every list."""
        return Moment(self.taken_at, self.upload_id)

    @property
    def trashed(self) -> bool:
        """Whether it is in the trash."""
        return self.trashed_at is not None

    @property
    def purged(self) -> bool:
        """Whether it is gone for its owner."""
        return self.purged_at is not None

    def shown_in(self, album_id: AlbumId) -> bool:
        """Whether the album shows it: it is in the album, and not in the trash."""
        return not self.trashed and not self.purged and any(place.album_id == album_id for place in self.albums)

    def place_in(self, album_id: AlbumId) -> OrderKey | None:
        """Where in the album it stands, also while it is in the trash; None when it is not in the album."""
        return next((place.key for place in self.albums if place.album_id == album_id), None)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """All its tags, the user's first."""
        return all_tags(self.own_tags, self.derived_tags)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a user changes; None leaves a thing as it is."""

    title: Title | None = None
    own_tags: tuple[TagName, ...] | None = None
    tag_changes: TagChanges = NO_TAG_CHANGES
    favorite: bool | None = None
    trashed: bool | None = None
    albums: AlbumChange | None = None

    def applied_to(self, media: Media, now: datetime) -> Media:
        """`media` after the edit, made at `now`.

        Raises:
            TagInvalid: there would be too many tags, or one is accepted that was not suggested.
            AlbumFull: it would be in too many albums.
        """
        own = media.own_tags if self.own_tags is None else self.own_tags
        return replace(
            media,
            title=media.title if self.title is None else self.title,
            own_tags=self.tag_changes.own(own, media.derived_tags),
            rejected_tags=self.tag_changes.rejected(media.rejected_tags),
            albums=media.albums if self.albums is None else self.albums.applied_to(media.albums),
            favorite=media.favorite if self.favorite is None else self.favorite,
            trashed_at=self._trashed_at(media, now),
        )

    @property
    def changed(self) -> tuple[str, ...]:
        """Which properties it is about."""
        said = {
            "title": self.title is not None,
            "own_tags": self.own_tags is not None or self.tag_changes != NO_TAG_CHANGES,
            "favorite": self.favorite is not None,
            "trashed": self.trashed is not None,
            "albums": self.albums is not None,
        }
        return tuple(name for name, meant in said.items() if meant)

    def _trashed_at(self, media: Media, now: datetime) -> datetime | None:
        if self.trashed is None or self.trashed == media.trashed:
            return media.trashed_at
        return now if self.trashed else None


def changed_between(before: Media, after: Media) -> tuple[str, ...]:
    """Which of the properties that `Edit.changed` names differ between two states of one item."""
    differs = {
        "title": before.title != after.title,
        "own_tags": (before.own_tags, before.rejected_tags) != (after.own_tags, after.rejected_tags),
        "favorite": before.favorite != after.favorite,
        "trashed": before.trashed != after.trashed,
        "albums": before.albums != after.albums,
    }
    return tuple(name for name, changed in differs.items() if changed)
