"""Puts the edge together: the one place where adapters meet use cases."""

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

import boto3
import httpx
from cryptography.fernet import Fernet, MultiFernet
from momento.auth.v1 import administration_pb2, auth_pb2, factors_pb2
from momento.catalog.v1 import catalog_pb2
from momento.scanner.v1 import scanner_pb2
from momento_chassis.aws.measured_calls import CallMeter
from momento_chassis.aws.partitions import partition_of
from momento_chassis.aws.shared_clients import CLIENT_CONFIG, SharedClients
from momento_chassis.aws.tenant_credentials import CALL_MARGIN, TenantClients
from momento_chassis.grpc.client import async_channel, channel
from momento_chassis.grpc.health import serving_check
from momento_chassis.lifecycle import Readiness
from momento_chassis.telemetry import observed
from ulid import ULID

from momento_ingest.adapters.inbound.http.app_context import Edge
from momento_ingest.adapters.inbound.http.connections.absent_services import AbsentServices
from momento_ingest.adapters.inbound.http.connections.minimum_upload_rate import SenderLimits
from momento_ingest.adapters.outbound.filesystem.archive_orders import FilesystemArchiveOrders
from momento_ingest.adapters.outbound.filesystem.idempotency_keys import FilesystemIdempotencyKeys
from momento_ingest.adapters.outbound.filesystem.journal import FilesystemJournal
from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.adapters.outbound.filesystem.upload_reports import FilesystemUploadReports
from momento_ingest.adapters.outbound.grpc.administration import GrpcAdministration
from momento_ingest.adapters.outbound.grpc.albums import GrpcAlbums
from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog
from momento_ingest.adapters.outbound.grpc.factors import GrpcFactors
from momento_ingest.adapters.outbound.grpc.identity import GrpcIdentity
from momento_ingest.adapters.outbound.grpc.inspector import GrpcInspector
from momento_ingest.adapters.outbound.grpc.provider_sign_in import GrpcProviderSignIn
from momento_ingest.adapters.outbound.grpc.shared_channel import shared_by_client, shared_by_user
from momento_ingest.adapters.outbound.links.linked_objects import SealedLinkedObjects
from momento_ingest.adapters.outbound.links.originals import HttpOriginals
from momento_ingest.adapters.outbound.links.presigned_objects import HttpPresignedObjects
from momento_ingest.adapters.outbound.links.sealed_links import DirectLinks, SealedLinks
from momento_ingest.adapters.outbound.s3.object_store import S3ObjectStore
from momento_ingest.adapters.outbound.s3.session_policy import session_policy
from momento_ingest.adapters.outbound.telemetry.journal import MeasuredJournal
from momento_ingest.adapters.outbound.telemetry.spool_usage import measure_spool
from momento_ingest.adapters.outbound.telemetry.upload_reports import MeasuredUploadReports
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
from momento_ingest.application.uploads.spool_ledger import SpoolReservations
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

    from momento_ingest.application.ports.administration import Administration
    from momento_ingest.application.ports.albums import Albums
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.factors import Factors
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.ports.inspector import Inspector
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.application.ports.provider_sign_in import ProviderSignIn
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


def remote_services(config: IngestConfig) -> RemoteServices:
    """The real ones; needs a running event loop, to which grpc binds its channels."""
    sts = CallMeter().measured(boto3.client("sts", config=CLIENT_CONFIG))
    role = config.storage.tenant_role_arn
    policy = session_policy(config.storage.bucket, partition=partition_of(role))
    shared = SharedClients(sts.meta.region_name, ["s3"])
    clients = TenantClients(sts, shared, role, policy, margin=CALL_MARGIN)
    store = S3ObjectStore(config.storage.bucket, clients, kms_key=config.storage.kms_key)
    catalog = async_channel(config.catalog_address, config.tls, "catalog", catalog_pb2.DESCRIPTOR)
    auth_protocols = (auth_pb2.DESCRIPTOR, factors_pb2.DESCRIPTOR, administration_pb2.DESCRIPTOR)
    auth = async_channel(config.auth_address, config.tls, "auth", *auth_protocols)
    scanner = async_channel(config.scanner_address, config.tls, "scanner", scanner_pb2.DESCRIPTOR)
    connections = AsyncExitStack()
    connections.callback(sts.close)
    connections.callback(shared.close)
    connections.callback(clients.close)
    for opened in (catalog, auth, scanner):
        connections.push_async_callback(opened.close, None)
    auth, catalog = shared_by_client(auth), shared_by_user(catalog)
    return RemoteServices(
        identity=observed(GrpcIdentity(auth), "ingest.identity"),
        provider_sign_in=observed(GrpcProviderSignIn(auth), "ingest.provider_sign_in"),
        factors=observed(GrpcFactors(auth), "ingest.factors"),
        administration=observed(GrpcAdministration(auth), "ingest.administration"),
        catalog=observed(GrpcCatalog(catalog), "ingest.catalog"),
        albums=observed(GrpcAlbums(catalog), "ingest.albums"),
        inspector=observed(GrpcInspector(scanner), "ingest.inspector"),
        object_store=observed(store, "ingest.object_store"),
        connections=connections,
    )


def readiness(config: IngestConfig, connections: AsyncExitStack) -> Readiness:
    """Asks the three other services whether they are ready; the edge is without them, once auth has answered.

    A service that is away takes from every replica the same, so to send users to none of them would take the page, and
    whatever else still works, from them as well. `connections` closes what the services are asked through.
    """
    addresses = {"auth": config.auth_address, "scanner": config.scanner_address, "catalog": config.catalog_address}
    channels = {name: channel(address, config.tls, name) for name, address in addresses.items()}
    for opened in channels.values():
        connections.callback(opened.close)
    checks = {
        name: serving_check(opened, f"momento.{name}.v1.{name.capitalize()}Service")
        for name, opened in channels.items()
    }
    return Readiness(checks, degrading=addresses, needed_once=["auth"])


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


def local_storage(config: IngestConfig) -> LocalStorage:
    """The folders of the spool; made where they are missing."""
    folder = config.storage.spool_folder
    seal = MultiFernet([Fernet(_derived(key, b"journal")) for key in _keys(config.links)])
    ledger = SpoolReservations()
    measure_spool(folder, ledger, config.uploads.spool_bytes)
    return LocalStorage(
        FilesystemSpool(folder / "files"),
        MeasuredJournal(FilesystemJournal(folder / "journal", seal), _now),
        FilesystemLocks(folder / "locks"),
        FilesystemIdempotencyKeys(folder / "journal"),
        MeasuredUploadReports(FilesystemUploadReports(folder / "reports", seal)),
        FilesystemArchiveOrders(folder / "archives", seal),
        ledger,
    )


def build_edge(
    config: IngestConfig, around: RemoteServices, absent_services: Callable[[], Collection[str]] = tuple
) -> Edge:
    """The edge over `around`, of which `absent_services` (which may block for a moment) do not answer."""
    policy = UploadPolicy(config.limits.photo_bytes, config.limits.video_bytes)
    capacity = _capacity(config.uploads)
    disk, transfers, steady = local_storage(config), Transfers(capacity), _steady_clock()
    spool, journal, locks = disk.spool, disk.journal, disk.locks
    outbox = Outbox(disk.reports)
    uploads = Uploads(journal, spool, outbox, disk.ledger)
    report_refusals = RecordRejections(outbox, around.identity, _new_id, _now, _reported_rejections())
    store_upload = StoreUpload(around.object_store, spool)
    process = ProcessUpload(uploads, around.inspector, around.identity, around.catalog, store_upload, locks, _now)
    queue = UploadQueue(process, capacity, steady)
    reconcile = ReconcileUploads(uploads, locks, disk.keys, process, queue, _now, capacity.lifetime)
    admit = AdmitUpload(policy, capacity, uploads, around.catalog)
    create = CreateUpload(admit, around.identity, uploads, locks, report_refusals, capacity, _new_id, _now)
    receive = ReceiveUpload(admit, create, uploads, locks, transfers, policy, _now)
    takeover = LockHandoff(locks)
    append = AppendUpload(uploads, locks, around.inspector, transfers, takeover, _now, queue.enqueue)
    callers = TokenCache(around.identity, steady)
    follow = FollowUpload(journal, spool, around.catalog, callers, asyncio.sleep, _now)
    keys = _keys(config.links)
    sealed = SealedLinks(*keys) if config.links.mode == "proxy" else None
    list_activity = ListActivity(around.identity, around.catalog, ActivityCursors(_derived(keys[0], b"activity")))
    store = _store_client()
    objects, ended = HttpPresignedObjects(store, _now), EndedSessions(around.identity, time.monotonic)
    around.connections.push_async_callback(store.aclose)
    return Edge(
        identity=around.identity,
        provider_sign_in=around.provider_sign_in,
        factors=around.factors,
        administration=around.administration,
        people=ListPeople(around.administration, around.catalog, capacity),
        catalog=around.catalog,
        albums=around.albums,
        callers=callers,
        request_limits=_request_limits(config.requests),
        upload_media=UploadMedia(
            receive,
            queue,
            uploads,
            disk.keys,
            locks,
            around.catalog,
            report_refusals,
            _new_id,
            config.uploads.answer_seconds,
        ),
        create_upload=create,
        append_upload=append,
        follow_upload=follow,
        resume_upload=ResumeUpload(follow, uploads, takeover, _now, queue.enqueue),
        terminate_upload=TerminateUpload(uploads, takeover, _now),
        upload_queue=queue,
        reconcile_uploads=reconcile,
        patience=SenderLimits(idle_seconds=config.uploads.idle_seconds),
        outbox=outbox,
        report_refusals=report_refusals,
        publish_reports=PublishReports(disk.reports, around.catalog, steady),
        list_activity=list_activity,
        make_archive=MakeArchive(
            around.identity,
            ArchiveContents(around.catalog, around.albums, list_activity),
            ReadOriginal(around.catalog, HttpOriginals(store), _pause),
            ArchiveSlots(),
            _now,
        ),
        purge_closed_libraries=PurgeClosedLibraries(around.identity, around.catalog),
        order_archive=OrderArchive(around.identity, disk.archive_orders, _new_ticket, _now),
        show_preview=ShowPreview(LocatePreviews(around.catalog), objects),
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


def _keys(links: Links) -> list[bytes]:
    """The first seals; the others open what was sealed before there was the first."""
    return [base64.b64decode(key) for key in links.keys.reveal().split(",")]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.blake2b(key, digest_size=32, person=purpose).digest())


def _new_id() -> UploadId:
    return UploadId(str(ULID()).lower())


def _new_ticket() -> str:
    return secrets.token_urlsafe(TICKET_BYTES)


async def _pause(failures: int) -> None:
    await asyncio.sleep(random.uniform(0.5, 1) * 2**failures)  # noqa: S311  # jitter is no secret


def _now() -> datetime:
    return datetime.now(UTC)


def _steady_clock() -> Callable[[], datetime]:
    """Moments by which time is measured: nobody sets them, and they go on while the machine sleeps."""
    began, since = _now(), time.clock_gettime(time.CLOCK_BOOTTIME)
    return lambda: began + timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME) - since)
