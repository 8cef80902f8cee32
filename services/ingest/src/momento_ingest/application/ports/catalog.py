"""The record of what each user has stored. Whose record follows from `token`, which the catalog checks itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from momento_ingest.application.ports.inspector import Acceptance
    from momento_ingest.domain.audit.event import ActivityEvent
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.library.media_item import MediaItem, MediaPage
    from momento_ingest.domain.library.preview_size import PreviewSize
    from momento_ingest.domain.uploads.policy import MediaKind
    from momento_ingest.domain.uploads.upload import Upload
    from momento_ingest.domain.uploads.upload_event import UploadReport


@dataclass(frozen=True, slots=True)
class MediaQuery:
    """What to list; `taken_from` is included, `taken_until` is not; `explain` asks why each item was found."""

    text: str = ""
    kind: MediaKind | None = None
    tags: tuple[str, ...] = ()
    taken_from: datetime | None = None
    taken_until: datetime | None = None
    trashed: bool = False
    cursor: str = ""
    limit: int = 0
    explain: bool = False


@dataclass(frozen=True, slots=True)
class TagChanges:
    """Tags to add, suggestions to accept or to reject for good, and own tags to take back."""

    add: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaChange:
    """An edit; None leaves a thing as it is. `tags` are all of the user's own, or changes of single tags."""

    title: str | None = None
    tags: tuple[str, ...] | TagChanges | None = None
    favorite: bool | None = None
    trashed: bool | None = None


@dataclass(frozen=True, slots=True)
class MediaLink:
    """A link to an object that works until it expires, no matter who has it."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value and how many items have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class ChecksumMatch:
    """An item that holds bytes of this SHA-256."""

    sha256: str
    upload_id: UploadId
    trashed: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """What a user has stored, with the trash."""

    media_count: int
    size_bytes: int


class Catalog(Protocol):
    """Keeps and finds items.

    Every method that asks raises Unauthenticated when the token is not good (any more), Unavailable when the catalog
    does not answer, and InvalidInput when it refuses what it was given.
    """

    def entry(self, upload: Upload, acceptance: Acceptance) -> bytes:
        """The catalog's entry for a stored upload, as JSON: kept beside the file and recorded as it is."""

    async def record(self, entry: bytes, grant: str, *, copied: bool) -> MediaItem:
        """Records an entry; the same one again gives the first item, and known bytes give the item that has them.

        `copied` says that the copy beside the file was written just now; otherwise one that is there already decides.
        Raises Conflict when the upload was discarded.
        """

    async def discard(self, upload_id: UploadId, keys: Sequence[str], grant: str) -> None:
        """Keeps an upload from being recorded, and has its objects at `keys` removed, the first first.

        One that is recorded stays as it is. Doing it again is no error.
        """

    async def get(self, token: str, upload_id: UploadId) -> MediaItem:
        """One item; raises NotFound."""

    async def find(self, token: str, query: MediaQuery) -> MediaPage:
        """Items that match, newest first."""

    async def library(self, token: str, *, cursor: str, limit: int) -> MediaPage:
        """Everything, also in the trash, in an order in which no edit moves an item.

        Read to its end, it holds what was there all the while exactly once.
        """

    async def change(self, token: str, upload_id: UploadId, etag: str, change: MediaChange) -> MediaItem:
        """Edits an item; raises NotFound, or PreconditionFailed when `etag` is not its newest."""

    async def link(self, token: str, upload_id: UploadId, *, attachment: bool) -> MediaLink:
        """A link to the original; raises NotFound."""

    async def locate_previews(
        self, token: str, upload_ids: Sequence[UploadId], size: PreviewSize
    ) -> Mapping[UploadId, str]:
        """Presigned addresses of the previews of up to 200 items, good for minutes and for the edge alone.

        What is not there, is purged or belongs to somebody else has none.
        """

    async def months(self, token: str) -> list[FacetCount]:
        """Months (`2008-10`) that hold items, newest first."""

    async def facet_values(self, token: str, facet: str, prefix: str, limit: int) -> list[FacetCount]:
        """Values of a facet, most frequent first."""

    async def find_by_checksum(self, token: str, checksums: Sequence[str]) -> list[ChecksumMatch]:
        """Items that hold bytes of these SHA-256, also in the trash; `token` may be an upload grant.

        At most 500 checksums may be asked for.
        """

    async def usage(self, token: str) -> Usage:
        """How much is stored; `token` may be an upload grant."""

    async def usages(self, token: str, user_ids: Sequence[UserId]) -> list[Usage]:
        """How much each user has stored, in the order asked for, at most 100; `token` is an administrator's.

        Raises Forbidden for the token of anybody else.
        """

    async def purge(self, token: str, upload_id: UploadId) -> None:
        """Ends an item in the trash; raises NotFound, or Conflict when it is not in the trash."""

    async def purge_library(self, token: str) -> bool:
        """Ends a part of all that the user of a token with the scope `media:purge` has; whether there is more."""

    async def report(self, report: UploadReport, grant: str) -> None:
        """Keeps the end of an upload in the history of its user; the same one again changes nothing."""

    async def history(self, token: str, before: str, limit: int) -> list[ActivityEvent]:
        """The newest events of the user's media older than the one called `before`, if not empty, newest first."""
