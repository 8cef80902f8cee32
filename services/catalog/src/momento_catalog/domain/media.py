"""One photo or video as the catalog keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import RecordInvalid
from momento_catalog.domain.moment import whole_milliseconds
from momento_catalog.domain.tags import MOST_DERIVED_TAGS, Tag, TagName, all_tags, user_tags
from momento_catalog.domain.text import has_forbidden
from momento_catalog.domain.timeline import Moment
from momento_catalog.domain.title import NO_TITLE, Title

if TYPE_CHECKING:
    from datetime import datetime

    from momento_catalog.domain.checksum import Sha256
    from momento_catalog.domain.facts import MediaFacts, ScanReport
    from momento_catalog.domain.identifiers import UploadId, UserId

LONGEST_FILE_NAME: Final = 255
"""Characters (OWASP File Upload Cheat Sheet: limit the length of names)."""


@dataclass(frozen=True, slots=True)
class Media:
    """Everything that is known of one upload, and what its owner has made of it.

    Attributes:
        file_name: as the user's machine called it; shown, searched, never part of a key.
        derived_tags: found by looking at the content.
        own_tags: given by the user.
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
    title: Title = NO_TITLE
    favorite: bool = False
    trashed_at: datetime | None = None
    purged_at: datetime | None = None
    released: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.file_name) <= LONGEST_FILE_NAME or has_forbidden(self.file_name):
            raise RecordInvalid(f"A file name has 1 to {LONGEST_FILE_NAME} characters and no control characters.")
        if self.size_bytes < 1:
            raise RecordInvalid("A stored file has at least one byte.")
        if len(self.derived_tags) > MOST_DERIVED_TAGS:
            raise RecordInvalid(f"At most {MOST_DERIVED_TAGS} tags can be derived from a file.")
        object.__setattr__(self, "own_tags", user_tags(self.own_tags))
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

    @property
    def tags(self) -> tuple[Tag, ...]:
        """All its tags, the user's first."""
        return all_tags(self.own_tags, self.derived_tags)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a user changes; None leaves a thing as it is."""

    title: Title | None = None
    own_tags: tuple[TagName, ...] | None = None
    favorite: bool | None = None
    trashed: bool | None = None

    def applied_to(self, media: Media, now: datetime) -> Media:
        """`media` after the edit, made at `now`; raises TagInvalid when there would be too many tags."""
        return replace(
            media,
            title=media.title if self.title is None else self.title,
            own_tags=media.own_tags if self.own_tags is None else self.own_tags,
            favorite=media.favorite if self.favorite is None else self.favorite,
            trashed_at=self._trashed_at(media, now),
        )

    def _trashed_at(self, media: Media, now: datetime) -> datetime | None:
        if self.trashed is None or self.trashed == media.trashed:
            return media.trashed_at
        return now if self.trashed else None
