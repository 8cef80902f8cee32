"""A catalog in memory."""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from momento_ingest.application.ports.catalog import (
    ChecksumMatch,
    FacetCount,
    MediaChange,
    MediaLink,
    MediaQuery,
    Usage,
)
from momento_ingest.domain.errors import Conflict, NotFound, PreconditionFailed
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.library.media_facts import MediaFacts, ScanReport, Tag
from momento_ingest.domain.library.media_item import MediaItem, MediaPage
from momento_ingest.domain.uploads.policy import MediaKind

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from momento_ingest.application.ports.inspector import Acceptance
    from momento_ingest.domain.audit.event import ActivityEvent
    from momento_ingest.domain.identifiers import UserId
    from momento_ingest.domain.library.preview_size import PreviewSize
    from momento_ingest.domain.uploads.upload import Upload
    from momento_ingest.domain.uploads.upload_event import UploadReport

LINKS_END = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
STORE = "https://store.example/"


FACTS = MediaFacts(
    kind=MediaKind.PHOTO,
    content_type="image/jpeg",
    extension="jpg",
    width=640,
    height=480,
    thumbhash=base64.b64decode("YJqGPQw7sFlslqhFafSE+Q=="),
    taken_at_source="exif",
)
FACT_NAMES = {it.name for it in fields(MediaFacts)} - {"tags", "taken_at"}
"""What `media_item` takes for the facts; an item has its own tags and moment."""


def media_item(upload_id: str = "01arz3ndektsv4rrffq69g5fav", **changes: object) -> MediaItem:
    """A photo with what every photo has; `changes` replaces any of it."""
    taken = datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC)
    plain = MediaItem(
        upload_id=upload_id,
        file_name="lake.jpg",
        bytes=5,
        sha256="ab" * 32,
        facts=FACTS,
        taken_at=taken,
        uploaded_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        title="",
        favorite=False,
        trashed_at=None,
        tags=(Tag("lake", "model", 0.75),),
        scan=ScanReport("ClamAV 1.4.3", "27000", taken),
        etag="1",
    )
    found = {name: changes.pop(name) for name in list(changes) if name in FACT_NAMES}
    changes["facts"] = replace(FACTS, **found)  # type: ignore[arg-type]  # a test names only fields that there are
    return replace(plain, **changes)  # type: ignore[arg-type]  # the same


def preview_address(upload_id: UploadId, size: PreviewSize) -> str:
    """Where the store has a preview."""
    return f"{STORE}{upload_id}/{size.value}"


def older(events: Iterable[ActivityEvent], before: str) -> list[ActivityEvent]:
    """Events older than the one called `before`, or all of them, newest first."""
    found = (event for event in events if not before or event.event_id < before)
    return sorted(found, key=lambda event: event.event_id, reverse=True)


@dataclass
class InMemoryCatalog(Fallible):
    """Items by upload, for anyone who asks with any token; remembers tokens, grants, queries and what it was sent.

    `discarded` has the keys of the objects of each upload that can never be recorded.
    """

    usage_of: dict[str, Usage] = field(default_factory=dict)
    items: dict[str, MediaItem] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    queries: list[MediaQuery] = field(default_factory=list)
    changes: list[MediaChange] = field(default_factory=list)
    values: list[FacetCount] = field(default_factory=list)
    next_cursor: str | None = None
    unrecordable: BaseException | None = None
    undiscardable: BaseException | None = None
    copied: list[bool] = field(default_factory=list)
    discarded: dict[str, list[str]] = field(default_factory=dict)
    reports: list[UploadReport] = field(default_factory=list)
    events: list[ActivityEvent] = field(default_factory=list)

    def entry(self, upload: Upload, acceptance: Acceptance) -> bytes:
        return json.dumps(
            {
                "upload_id": upload.upload_id.value,
                "file_name": upload.file_name.value,
                "bytes": upload.size_bytes,
                "sha256": upload.sha256,
                "tags": upload.tags,
                "content_type": acceptance.facts.content_type,
            }
        ).encode()

    async def record(self, entry: bytes, grant: str, *, copied: bool) -> MediaItem:
        self._asked("record", grant)
        self.copied.append(copied)
        if self.unrecordable is not None:
            raise self.unrecordable
        known = json.loads(entry)
        if known["upload_id"] in self.discarded:
            raise Conflict("UPLOAD_DISCARDED", "The upload was refused; send it again.")
        tags = tuple(Tag(name, "user") for name in known.pop("tags"))
        return self.items.setdefault(known["upload_id"], media_item(**known, tags=tags))

    async def discard(self, upload_id: UploadId, keys: Sequence[str], grant: str) -> None:
        self._asked("discard", grant)
        if self.undiscardable is not None:
            raise self.undiscardable
        if upload_id.value not in self.items:
            self.discarded[upload_id.value] = list(keys)

    async def find_by_checksum(self, token: str, checksums: Sequence[str]) -> list[ChecksumMatch]:
        self._asked("find_by_checksum", token)
        by_checksum = {item.sha256: item for item in self.items.values()}
        return [
            ChecksumMatch(it, UploadId(by_checksum[it].upload_id), by_checksum[it].trashed_at is not None)
            for it in checksums
            if it in by_checksum
        ]

    async def usage(self, token: str) -> Usage:
        self._asked("usage", token)
        return Usage(len(self.items), sum(item.bytes for item in self.items.values()))

    async def usages(self, token: str, user_ids: Sequence[UserId]) -> list[Usage]:
        self._asked("usages", token)
        return [self.usage_of.get(user_id.value, Usage(0, 0)) for user_id in user_ids]

    async def get(self, token: str, upload_id: UploadId) -> MediaItem:
        self._asked("get", token)
        if upload_id.value not in self.items:
            raise NotFound("MEDIA_NOT_FOUND", "There is no such item.")
        return self.items[upload_id.value]

    async def find(self, token: str, query: MediaQuery) -> MediaPage:
        self._asked("find", token)
        self.queries.append(query)
        found = [item for item in self.items.values() if (item.trashed_at is not None) == query.trashed]
        return MediaPage(tuple(found[: query.limit]), self.next_cursor)

    async def library(self, token: str, *, cursor: str, limit: int) -> MediaPage:
        self._asked("library", token)
        found = sorted(upload_id for upload_id in self.items if upload_id > cursor)
        page = tuple(self.items[upload_id] for upload_id in found[:limit])
        return MediaPage(page, found[limit - 1] if len(found) > limit else None)

    async def change(self, token: str, upload_id: UploadId, etag: str, change: MediaChange) -> MediaItem:
        self._asked("change", token)
        former = await self.get(token, upload_id)
        if etag != former.etag:
            raise PreconditionFailed("ETAG_MISMATCH", "The item was changed meanwhile; read it again.")
        self.changes.append(change)
        title = former.title if change.title is None else change.title
        favorite = former.favorite if change.favorite is None else change.favorite
        self.items[upload_id.value] = replace(former, title=title, favorite=favorite, etag=f"{former.etag}+")
        return self.items[upload_id.value]

    async def link(self, token: str, upload_id: UploadId, *, attachment: bool) -> MediaLink:
        self._asked("link", token)
        await self.get(token, upload_id)
        return MediaLink(f"{STORE}{upload_id}?{'attachment' if attachment else 'inline'}", LINKS_END)

    async def locate_previews(
        self, token: str, upload_ids: Sequence[UploadId], size: PreviewSize
    ) -> Mapping[UploadId, str]:
        self._asked("locate_previews", token)
        return {it: preview_address(it, size) for it in upload_ids if it.value in self.items}

    async def months(self, token: str) -> list[FacetCount]:
        self._asked("months", token)
        counts = Counter(f"{item.taken_at:%Y-%m}" for item in self.items.values())
        return [FacetCount(month, counts[month]) for month in sorted(counts, reverse=True)]

    async def facet_values(self, token: str, facet: str, prefix: str, limit: int) -> list[FacetCount]:
        self._asked(f"facet_values {facet}", token)
        return [value for value in self.values if value.value.startswith(prefix)][:limit]

    async def purge(self, token: str, upload_id: UploadId) -> None:
        self._asked("purge", token)
        if (await self.get(token, upload_id)).trashed_at is None:
            raise Conflict("NOT_IN_TRASH", "The item is not in the trash; put it there first.")
        del self.items[upload_id.value]

    async def purge_library(self, token: str) -> bool:
        self._asked("purge_library", token)
        if self.items:
            self.items.popitem()
        return bool(self.items)

    async def report(self, report: UploadReport, grant: str) -> None:
        self._asked("report", grant)
        self.reports.append(report)

    async def history(self, token: str, before: str, limit: int) -> list[ActivityEvent]:
        self._asked("history", token)
        return older(self.events, before)[:limit]

    def _asked(self, method: str, token: str) -> None:
        self.tokens.append(token)
        self.step(f"catalog.{method}")
