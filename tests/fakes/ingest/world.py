"""The edge's use cases over fakes, put together as bootstrap does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_ingest.adapters.inbound.http.edge import Edge
from momento_ingest.application.ports.identity import User
from momento_ingest.application.receive_upload import Incoming, ReceiveUpload
from momento_ingest.application.recover_uploads import RecoverUploads
from momento_ingest.application.settle_upload import SettleUpload
from momento_ingest.application.upload_media import UploadMedia
from momento_ingest.application.verified_callers import VerifiedCallers
from momento_ingest.domain.file_name import FileName
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.policy import UploadPolicy

from tests.fakes.ingest.catalog import InMemoryCatalog
from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.inspector import ScriptedInspector
from tests.fakes.ingest.journal import InMemoryJournal
from tests.fakes.ingest.links import InMemoryLinkedObjects, ReadableLinks
from tests.fakes.ingest.object_store import InMemoryObjectStore
from tests.fakes.ingest.spool import InMemorySpool
from tests.fakes.ingest.steps import Steps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from ipaddress import IPv4Network, IPv6Network
    from pathlib import Path

    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.domain.upload import Upload

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada")
PHOTO_LIMIT = 100
VIDEO_LIMIT = 400


async def chunks_of(*chunks: bytes) -> AsyncIterator[bytes]:
    """A body that arrives in these pieces."""
    for chunk in chunks:
        yield chunk


def incoming(*chunks: bytes, name: str = "lake.jpg", tags: tuple[str, ...] = (), at_least: int = 0) -> Incoming:
    """A file that somebody sends."""
    return Incoming(FileName(name), tags, chunks_of(*chunks), at_least)


@dataclass
class World:
    """Everything around the use cases, and the use cases themselves."""

    steps: Steps = field(default_factory=Steps)
    now: datetime = START
    web_folder: Path | None = None
    media_origin: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    def __post_init__(self) -> None:
        self.identity = InMemoryIdentity(self.steps)
        self.identity.token_ends = START + timedelta(hours=1)
        self.spool = InMemorySpool(self.steps)
        self.journal = InMemoryJournal(self.steps)
        self.inspector = ScriptedInspector(self.steps)
        self.object_store = InMemoryObjectStore(self.steps, read=self.spool.content_at)
        self.catalog = InMemoryCatalog(self.steps)
        self.linked_objects = InMemoryLinkedObjects(self.steps)
        self.policy = UploadPolicy(PHOTO_LIMIT, VIDEO_LIMIT)
        self._uploads = 0
        self.receive = ReceiveUpload(
            self.identity, self.spool, self.journal, self.policy, self.new_id, lambda: self.now
        )
        self.settle = SettleUpload(
            self.inspector, self.identity, self.object_store, self.catalog, self.spool, self.journal
        )
        self.recover = RecoverUploads(self.journal, self.spool, self.settle)
        self.upload_media = UploadMedia(self.receive, self.settle, self.recover)
        self.callers = VerifiedCallers(self.identity, lambda: self.now)

    def new_id(self) -> UploadId:
        self._uploads += 1
        return UploadId(f"01m80gb91p692ex4de2zsjs{self._uploads:03}")

    async def caller(self, user: User = ADA) -> Caller:
        """`user`, signed in."""
        return await self.identity.verify(self.identity.signed_in(user))

    async def received(self, content: bytes = b"bytes", **what: object) -> Upload:
        """An upload whose last byte has arrived; what led there is no step of the test."""
        upload = await self.receive(await self.caller(), incoming(content, **what))  # type: ignore[arg-type]  # as `incoming`
        self.steps.names.clear()
        return upload

    def store_calls(self) -> list[str]:
        return self.steps.starting_with("store ")

    def edge(self) -> Edge:
        """What the routes need."""
        return Edge(
            identity=self.identity,
            catalog=self.catalog,
            callers=self.callers,
            upload_media=self.upload_media,
            recover=self.recover,
            links=ReadableLinks(),
            linked_objects=self.linked_objects,
            policy=self.policy,
            web_folder=self.web_folder,
            media_origin=self.media_origin,
            trusted_proxies=self.trusted_proxies,
            not_ready=dict,
        )
