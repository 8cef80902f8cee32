"""The edge's use cases over fakes, put together as bootstrap does it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_ingest.adapters.inbound.http.app_context import Edge
from momento_ingest.adapters.inbound.http.connections.absent_services import AbsentServices
from momento_ingest.adapters.inbound.http.connections.minimum_upload_rate import SenderLimits
from momento_ingest.application.accounts.list_accounts import ListPeople
from momento_ingest.application.accounts.purge_deleted_accounts import PurgeClosedLibraries
from momento_ingest.application.accounts.request_limits import Rate, RequestLimits
from momento_ingest.application.accounts.token_cache import TokenCache
from momento_ingest.application.archives.contents import ArchiveContents
from momento_ingest.application.archives.make import MakeArchive
from momento_ingest.application.archives.order import OrderArchive
from momento_ingest.application.archives.read_original import ReadOriginal
from momento_ingest.application.archives.slots import ArchiveSlots
from momento_ingest.application.audit.list_activity import ListActivity
from momento_ingest.application.library.locate_previews import LocatePreviews
from momento_ingest.application.library.show_preview import ShowPreview
from momento_ingest.application.ports.identity import User
from momento_ingest.application.uploads.admit import AdmitUpload, Declared
from momento_ingest.application.uploads.append import AppendUpload
from momento_ingest.application.uploads.create import CreateUpload
from momento_ingest.application.uploads.fair_queue import UploadQueue
from momento_ingest.application.uploads.follow import FollowUpload
from momento_ingest.application.uploads.lock_handoff import LockHandoff
from momento_ingest.application.uploads.outbox import Outbox
from momento_ingest.application.uploads.process import ProcessUpload
from momento_ingest.application.uploads.publish_events import PublishReports
from momento_ingest.application.uploads.receive import Incoming, ReceiveUpload
from momento_ingest.application.uploads.reconcile import ReconcileUploads
from momento_ingest.application.uploads.record_rejections import RecordRejections
from momento_ingest.application.uploads.repository import Uploads
from momento_ingest.application.uploads.resume import ResumeUpload
from momento_ingest.application.uploads.spool_ledger import SpoolReservations
from momento_ingest.application.uploads.store import StoreUpload
from momento_ingest.application.uploads.terminate import TerminateUpload
from momento_ingest.application.uploads.transfer_limiter import Transfers
from momento_ingest.application.uploads.upload_media import UploadMedia
from momento_ingest.domain.audit.event import ActivityCursors
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.capacity import Capacity
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.policy import UploadPolicy

from tests.fakes.ingest.administration import InMemoryAdministration
from tests.fakes.ingest.albums import InMemoryAlbums
from tests.fakes.ingest.archive_orders import InMemoryArchiveOrders
from tests.fakes.ingest.catalog import InMemoryCatalog
from tests.fakes.ingest.factors import InMemoryFactors
from tests.fakes.ingest.idempotency_keys import InMemoryIdempotencyKeys
from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.inspector import ScriptedInspector
from tests.fakes.ingest.journal import InMemoryJournal
from tests.fakes.ingest.links import InMemoryLinkedObjects, InMemoryPresignedObjects, ReadableLinks
from tests.fakes.ingest.locks import InMemoryLocks
from tests.fakes.ingest.object_store import InMemoryObjectStore
from tests.fakes.ingest.originals import InMemoryOriginals
from tests.fakes.ingest.provider_sign_in import InMemoryProviderSignIn
from tests.fakes.ingest.spool import InMemorySpool
from tests.fakes.ingest.steps import Steps
from tests.fakes.ingest.upload_reports import InMemoryUploadReports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from ipaddress import IPv4Network, IPv6Network
    from pathlib import Path

    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.domain.uploads.upload import Upload

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada")
UNLIMITED = Rate(0, 1)
PHOTO_LIMIT = 100
VIDEO_LIMIT = 400


async def chunks_of(*chunks: bytes) -> AsyncIterator[bytes]:
    """A body that arrives in these pieces."""
    for chunk in chunks:
        yield chunk


def declared(size_bytes: int = 5, name: str = "lake.jpg", tags: tuple[str, ...] = (), sha256: str = "") -> Declared:
    """What a sender says."""
    return Declared(FileName(name), size_bytes, tags, sha256)


def incoming(*chunks: bytes, name: str = "lake.jpg", tags: tuple[str, ...] = (), at_least: int = 0) -> Incoming:
    """A file that somebody sends in one request."""
    return Incoming(declared(at_least, name, tags), chunks_of(*chunks))


@dataclass
class World:
    """Everything around the use cases, and the use cases themselves."""

    steps: Steps = field(default_factory=Steps)
    now: datetime = START
    web_folder: Path | None = None
    media_origin: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    capacity: Capacity = field(default_factory=Capacity)
    patience: SenderLimits = field(default_factory=SenderLimits)
    answer_seconds: float = 30.0
    account_rate: Rate = UNLIMITED
    key_rate: Rate = UNLIMITED
    reported_rate: Rate = UNLIMITED
    absent_services: set[str] = field(default_factory=set)
    pauses: list[float] = field(default_factory=list)
    """Between looks at uploads that are followed, in seconds."""
    turn_seconds: float = 30.0

    def __post_init__(self) -> None:
        self.identity = InMemoryIdentity(self.steps)
        self.provider_sign_in = InMemoryProviderSignIn(self.identity, self.steps)
        self.factors = InMemoryFactors(self.steps, identity=self.identity)
        self.administration = InMemoryAdministration(self.steps)
        self.identity.token_ends = START + timedelta(hours=1)
        self.spool = InMemorySpool(self.steps, now=self.clock)
        self.journal = InMemoryJournal(self.steps, now=self.clock)
        self.locks = InMemoryLocks()
        self.keys = InMemoryIdempotencyKeys(now=self.clock)
        self._uploads = 0
        self._tickets = 0
        self.reports = InMemoryUploadReports()
        self.outbox = Outbox(self.reports)
        self.ledger = SpoolReservations()
        self.uploads = Uploads(self.journal, self.spool, self.outbox, self.ledger)
        reported = RequestLimits(self.reported_rate, self.reported_rate, self.seconds)
        self.report_refusals = RecordRejections(self.outbox, self.identity, self.new_id, self.clock, reported)
        self.inspector = ScriptedInspector(self.steps)
        self.object_store = InMemoryObjectStore(self.steps, read=self.spool.content_at)
        self.catalog = InMemoryCatalog(self.steps)
        self.albums = InMemoryAlbums()
        self.linked_objects = InMemoryLinkedObjects(self.steps)
        self.previews = InMemoryPresignedObjects(self.steps)
        self.policy = UploadPolicy(PHOTO_LIMIT, VIDEO_LIMIT)
        self.transfers = Transfers(self.capacity, timeout_seconds=self.turn_seconds)
        self.admit = AdmitUpload(self.policy, self.capacity, self.uploads, self.catalog)
        self.create = CreateUpload(
            self.admit,
            self.identity,
            self.uploads,
            self.locks,
            self.report_refusals,
            self.capacity,
            self.new_id,
            self.clock,
        )
        self.receive = ReceiveUpload(
            self.admit, self.create, self.uploads, self.locks, self.transfers, self.policy, self.clock
        )
        self.store_upload = StoreUpload(self.object_store, self.spool)
        self.process = ProcessUpload(
            self.uploads, self.inspector, self.identity, self.catalog, self.store_upload, self.locks, self.clock
        )
        self.queue = UploadQueue(self.process, self.capacity, self.clock)
        self.reconcile = ReconcileUploads(
            self.uploads, self.locks, self.keys, self.process, self.queue, self.clock, self.capacity.lifetime
        )
        self.takeover = LockHandoff(self.locks, timeout_seconds=0.05)
        self.append = AppendUpload(
            self.uploads,
            self.locks,
            self.inspector,
            self.transfers,
            self.takeover,
            self.clock,
            self.queue.enqueue,
        )
        self.terminate = TerminateUpload(self.uploads, self.takeover, self.clock)
        self.callers = TokenCache(self.identity, lambda: self.now)
        self.follow = FollowUpload(self.journal, self.spool, self.catalog, self.callers, self.pause, self.clock)
        self.resume = ResumeUpload(self.follow, self.uploads, self.takeover, self.clock, self.queue.enqueue)
        self.upload_media = UploadMedia(
            self.receive,
            self.queue,
            self.uploads,
            self.keys,
            self.locks,
            self.catalog,
            self.report_refusals,
            self.new_id,
            self.answer_seconds,
        )
        self.publish = PublishReports(self.reports, self.catalog, self.clock)
        self.list_activity = ListActivity(self.identity, self.catalog, ActivityCursors(bytes(32)))
        self.originals = InMemoryOriginals(self.steps)
        self.make_archive = MakeArchive(
            self.identity,
            ArchiveContents(self.catalog, self.albums, self.list_activity),
            ReadOriginal(self.catalog, self.originals, self.wait),
            ArchiveSlots(),
            self.clock,
        )
        self.archive_orders = InMemoryArchiveOrders(now=self.clock)
        self.order_archive = OrderArchive(self.identity, self.archive_orders, self.new_ticket, self.clock)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    async def pause(self, seconds: float) -> None:
        """What happens between two looks at the journal: a test may let things change."""
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def wait(self, failures: int) -> None:
        """What happens between two tries to read an original."""
        self.steps.note(f"waits after {failures}")
        self.now += timedelta(seconds=1)

    def new_ticket(self) -> str:
        self._tickets += 1
        return f"ticket-{self._tickets}"

    def restarted(self) -> ReconcileUploads:
        """As after `kill -9`: only journal and spool are left, and nothing is queued or counted."""
        self.ledger = SpoolReservations()
        self.uploads = Uploads(self.journal, self.spool, self.outbox, self.ledger)
        self.process = replace(self.process, uploads=self.uploads)
        self.queue = UploadQueue(self.process, self.capacity, self.clock)
        return ReconcileUploads(
            self.uploads, self.locks, self.keys, self.process, self.queue, self.clock, self.capacity.lifetime
        )

    async def process_all(self) -> None:
        """What is due is processed, until nothing is."""
        self.queue.fill()
        await self.queue.idle()

    def new_id(self) -> UploadId:
        self._uploads += 1
        return UploadId(f"01m80gb91p692ex4de2zsj{self._uploads:04}")

    async def caller(self, user: User = ADA) -> Caller:
        """`user`, signed in."""
        return await self.identity.verify(self.identity.signed_in(user))

    async def received(self, content: bytes = b"bytes", **what: object) -> Upload:
        """An upload whose last byte has arrived; what led there is no step of the test."""
        sent = incoming(content, **what)  # type: ignore[arg-type]  # as `incoming`
        upload = await self.receive(await self.caller(), sent, self.new_id())
        self.steps.names.clear()
        return upload

    def store_calls(self) -> list[str]:
        return self.steps.starting_with("store ")

    def edge(self) -> Edge:
        """What the routes need."""
        return Edge(
            identity=self.identity,
            provider_sign_in=self.provider_sign_in,
            factors=self.factors,
            administration=self.administration,
            people=ListPeople(self.administration, self.catalog, self.capacity),
            catalog=self.catalog,
            albums=self.albums,
            callers=self.callers,
            request_limits=RequestLimits(self.account_rate, self.key_rate, self.seconds),
            upload_media=self.upload_media,
            create_upload=self.create,
            append_upload=self.append,
            follow_upload=self.follow,
            resume_upload=self.resume,
            terminate_upload=self.terminate,
            upload_queue=self.queue,
            reconcile_uploads=self.reconcile,
            patience=self.patience,
            outbox=self.outbox,
            report_refusals=self.report_refusals,
            publish_reports=self.publish,
            list_activity=self.list_activity,
            make_archive=self.make_archive,
            purge_closed_libraries=PurgeClosedLibraries(self.identity, self.catalog),
            order_archive=self.order_archive,
            show_preview=ShowPreview(LocatePreviews(self.catalog), self.previews),
            links=ReadableLinks(),
            linked_objects=self.linked_objects,
            absent_services=AbsentServices(lambda: self.absent_services),
            policy=self.policy,
            capacity=self.capacity,
            web_folder=self.web_folder,
            media_origin=self.media_origin,
            trusted_proxies=self.trusted_proxies,
        )
