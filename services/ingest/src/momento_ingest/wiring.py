"""Puts the use cases of the edge together, over whichever services and storage they are given."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import random
import secrets
import ssl
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import httpx
from ulid import ULID

from momento_ingest.adapters.inbound.http.app_context import Edge
from momento_ingest.adapters.inbound.http.connections.absent_services import AbsentServices
from momento_ingest.adapters.inbound.http.connections.minimum_upload_rate import SenderLimits
from momento_ingest.adapters.outbound.links.linked_objects import SealedLinkedObjects
from momento_ingest.adapters.outbound.links.originals import HttpOriginals
from momento_ingest.adapters.outbound.links.presigned_objects import HttpPresignedObjects
from momento_ingest.adapters.outbound.links.sealed_links import DirectLinks, SealedLinks
from momento_ingest.application.accounts.list_accounts import ListPeople
from momento_ingest.application.accounts.purge_deleted_accounts import PurgeClosedLibraries
from momento_ingest.application.accounts.request_limits import Rate, RequestLimits
from momento_ingest.application.accounts.revoked_sessions import EndedSessions
from momento_ingest.application.accounts.token_cache import TokenCache
from momento_ingest.application.archives.contents import ArchiveContents
from momento_ingest.application.archives.make import MakeArchive
from momento_ingest.application.archives.order import OrderArchive
from momento_ingest.application.archives.read_original import ReadOriginal
from momento_ingest.application.archives.slots import ArchiveSlots
from momento_ingest.application.audit.list_activity import ListActivity
from momento_ingest.application.library.locate_previews import LocatePreviews
from momento_ingest.application.library.show_preview import ShowPreview
from momento_ingest.application.uploads.admit import AdmitUpload
from momento_ingest.application.uploads.append import AppendUpload
from momento_ingest.application.uploads.create import CreateUpload
from momento_ingest.application.uploads.fair_queue import UploadQueue
from momento_ingest.application.uploads.follow import FollowUpload
from momento_ingest.application.uploads.lock_handoff import LockHandoff
from momento_ingest.application.uploads.outbox import Outbox
from momento_ingest.application.uploads.process import ProcessUpload
from momento_ingest.application.uploads.publish_events import PublishReports
from momento_ingest.application.uploads.receive import ReceiveUpload
from momento_ingest.application.uploads.reconcile import ReconcileUploads
from momento_ingest.application.uploads.record_rejections import RecordRejections
from momento_ingest.application.uploads.repository import Uploads
from momento_ingest.application.uploads.resume import ResumeUpload
from momento_ingest.application.uploads.store import StoreUpload
from momento_ingest.application.uploads.terminate import TerminateUpload
from momento_ingest.application.uploads.transfer_limiter import Transfers
from momento_ingest.application.uploads.upload_media import UploadMedia
from momento_ingest.domain.audit.event import ActivityCursors
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.uploads.capacity import Capacity
from momento_ingest.domain.uploads.policy import UploadPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractAsyncContextManager

    from litestar import Litestar

    from momento_ingest.adapters.outbound.filesystem.archive_orders import FilesystemArchiveOrders
    from momento_ingest.adapters.outbound.filesystem.idempotency_keys import FilesystemIdempotencyKeys
    from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks
    from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
    from momento_ingest.adapters.outbound.telemetry.journal import MeasuredJournal
    from momento_ingest.adapters.outbound.telemetry.upload_reports import MeasuredUploadReports
    from momento_ingest.application.ports.administration import Administration
    from momento_ingest.application.ports.albums import Albums
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.factors import Factors
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.ports.inspector import Inspector
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.application.ports.provider_sign_in import ProviderSignIn
    from momento_ingest.application.uploads.spool_ledger import SpoolReservations
    from momento_ingest.config import IngestConfig, Links, Requests, UploadLimits

    Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]

STORE_SECONDS: Final = 30.0
REPORTED_REJECTIONS: Final = Rate(per_second=1.0, burst=1000)
"""Of one user, of files that are refused before a byte is kept: a large folder, and what somebody tries by hand."""
TICKET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class RemoteServices:
    """What the edge reaches over a network; tests put their own here."""

    identity: Identity
    provider_sign_in: ProviderSignIn
    factors: Factors
    administration: Administration
    catalog: Catalog
    albums: Albums
    inspector: Inspector
    object_store: ObjectStore
    connections: AsyncExitStack = field(default_factory=AsyncExitStack)
    """Closes what was opened for them; when the edge stops."""


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """What lies on the disk that all replicas share."""

    spool: FilesystemSpool
    journal: MeasuredJournal
    locks: FilesystemLocks
    keys: FilesystemIdempotencyKeys
    reports: MeasuredUploadReports
    archive_orders: FilesystemArchiveOrders
    ledger: SpoolReservations


def wire(
    config: IngestConfig, remote: RemoteServices, disk: LocalStorage, absent_services: Callable[[], Collection[str]]
) -> Edge:
    """The edge over `remote`, of which `absent_services` (which may block for a moment) do not answer, and `disk`."""
    policy = UploadPolicy(config.limits.photo_bytes, config.limits.video_bytes)
    capacity = _capacity(config.uploads)
    transfers, steady = Transfers(capacity), _steady_clock()
    spool, journal, locks = disk.spool, disk.journal, disk.locks
    outbox = Outbox(disk.reports)
    uploads = Uploads(journal, spool, outbox, disk.ledger)
    report_refusals = RecordRejections(outbox, remote.identity, _new_id, now, _reported_rejections())
    store_upload = StoreUpload(remote.object_store, spool)
    process = ProcessUpload(uploads, remote.inspector, remote.identity, remote.catalog, store_upload, locks, now)
    queue = UploadQueue(process, capacity, steady)
    reconcile = ReconcileUploads(uploads, locks, disk.keys, process, queue, now, capacity.lifetime)
    admit = AdmitUpload(policy, capacity, uploads, remote.catalog)
    create = CreateUpload(admit, remote.identity, uploads, locks, report_refusals, capacity, _new_id, now)
    receive = ReceiveUpload(admit, create, uploads, locks, transfers, policy, now)
    takeover = LockHandoff(locks)
    append = AppendUpload(uploads, locks, remote.inspector, transfers, takeover, now, queue.enqueue)
    callers = TokenCache(remote.identity, steady)
    follow = FollowUpload(journal, spool, remote.catalog, callers, asyncio.sleep, now)
    keys = sealing_keys(config.links)
    sealed = SealedLinks(*keys) if config.links.mode == "proxy" else None
    list_activity = ListActivity(remote.identity, remote.catalog, ActivityCursors(derived_key(keys[0], b"activity")))
    store = _store_client()
    objects, ended = HttpPresignedObjects(store, now), EndedSessions(remote.identity, time.monotonic)
    remote.connections.push_async_callback(store.aclose)
    return Edge(
        identity=remote.identity,
        provider_sign_in=remote.provider_sign_in,
        factors=remote.factors,
        administration=remote.administration,
        people=ListPeople(remote.administration, remote.catalog, capacity),
        catalog=remote.catalog,
        albums=remote.albums,
        callers=callers,
        request_limits=_request_limits(config.requests),
        upload_media=UploadMedia(
            receive,
            queue,
            uploads,
            disk.keys,
            locks,
            remote.catalog,
            report_refusals,
            _new_id,
            config.uploads.answer_seconds,
        ),
        create_upload=create,
        append_upload=append,
        follow_upload=follow,
        resume_upload=ResumeUpload(follow, uploads, takeover, now, queue.enqueue),
        terminate_upload=TerminateUpload(uploads, takeover, now),
        upload_queue=queue,
        reconcile_uploads=reconcile,
        patience=SenderLimits(idle_seconds=config.uploads.idle_seconds),
        outbox=outbox,
        report_refusals=report_refusals,
        publish_reports=PublishReports(disk.reports, remote.catalog, steady),
        list_activity=list_activity,
        make_archive=MakeArchive(
            remote.identity,
            ArchiveContents(remote.catalog, remote.albums, list_activity),
            ReadOriginal(remote.catalog, HttpOriginals(store), _pause),
            ArchiveSlots(),
            now,
        ),
        purge_closed_libraries=PurgeClosedLibraries(remote.identity, remote.catalog),
        order_archive=OrderArchive(remote.identity, disk.archive_orders, _new_ticket, now),
        show_preview=ShowPreview(LocatePreviews(remote.catalog), objects),
        links=sealed or DirectLinks(),
        linked_objects=SealedLinkedObjects(sealed, objects, ended) if sealed else None,
        absent_services=AbsentServices(absent_services),
        policy=policy,
        capacity=capacity,
        web_folder=config.web_folder,
        media_origin=config.links.media_origin,
        trusted_proxies=config.trusted_proxies,
    )


def _capacity(uploads: UploadLimits) -> Capacity:
    return Capacity(
        user_uploads=uploads.per_user,
        user_waiting=uploads.waiting_per_user,
        transfers=uploads.transfers,
        workers=uploads.workers,
        quota_bytes=uploads.quota_bytes,
        reserve_bytes=uploads.reserve_bytes,
        spool_bytes=uploads.spool_bytes,
        lifetime=timedelta(seconds=uploads.lifetime_seconds),
    )


def _request_limits(requests: Requests) -> RequestLimits:
    account = Rate(requests.per_second, requests.burst)
    key = Rate(requests.key_per_second, requests.key_burst)
    return RequestLimits(account, key, time.monotonic)


def _reported_rejections() -> RequestLimits:
    return RequestLimits(REPORTED_REJECTIONS, REPORTED_REJECTIONS, time.monotonic)


def _store_client() -> httpx.AsyncClient:
    # The authority that boto3 trusts, by the variable that boto3 reads.
    trust = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
    return httpx.AsyncClient(timeout=STORE_SECONDS, verify=trust, follow_redirects=False)


def sealing_keys(links: Links) -> list[bytes]:
    """The first seals; the others open what was sealed before there was the first."""
    return [base64.b64decode(key) for key in links.keys.reveal().split(",")]


def derived_key(key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, so that none seals for two; as Fernet takes it."""
    return base64.urlsafe_b64encode(hashlib.blake2b(key, digest_size=32, person=purpose).digest())


def _new_id() -> UploadId:
    return UploadId(str(ULID()).lower())


def _new_ticket() -> str:
    return secrets.token_urlsafe(TICKET_BYTES)


async def _pause(failures: int) -> None:
    await asyncio.sleep(random.uniform(0.5, 1) * 2**failures)  # noqa: S311  # jitter is no secret


def now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


def _steady_clock() -> Callable[[], datetime]:
    """Moments by which time is measured: nobody sets them, and they go on while the machine sleeps."""
    began, since = now(), time.clock_gettime(time.CLOCK_BOOTTIME)
    return lambda: began + timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME) - since)
