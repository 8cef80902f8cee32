"""Puts the edge together: the one place where adapters meet use cases."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import os
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import boto3
import httpx
from cryptography.fernet import Fernet
from momento_chassis.aws.tenant_credentials import CLIENT_CONFIG, TenantClients
from momento_chassis.grpc.client import async_channel, channel
from momento_chassis.grpc.health import serving_check
from momento_chassis.lifecycle import Readiness
from momento_chassis.operations import OperationsServer
from momento_chassis.telemetry import observed
from ulid import ULID

from momento_ingest.adapters.inbound.http.edge import Edge
from momento_ingest.adapters.outbound.filesystem.journal import FilesystemJournal
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog
from momento_ingest.adapters.outbound.grpc.identity import GrpcIdentity
from momento_ingest.adapters.outbound.grpc.inspector import GrpcInspector
from momento_ingest.adapters.outbound.links.linked_objects import SealedLinkedObjects
from momento_ingest.adapters.outbound.links.sealed_links import DirectLinks, SealedLinks
from momento_ingest.adapters.outbound.s3.object_store import S3ObjectStore
from momento_ingest.adapters.outbound.s3.session_policy import session_policy
from momento_ingest.application.receive_upload import ReceiveUpload
from momento_ingest.application.recover_uploads import RecoverUploads
from momento_ingest.application.settle_upload import SettleUpload
from momento_ingest.application.upload_media import UploadMedia
from momento_ingest.application.verified_callers import VerifiedCallers
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.policy import UploadPolicy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from litestar import Litestar

    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.ports.inspector import Inspector
    from momento_ingest.application.ports.object_store import ObjectStore
    from momento_ingest.config import IngestConfig

    Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]

_logger = logging.getLogger(__name__)
RECOVERY_SECONDS: Final = 5.0
"""Pause between two tries to settle what was delayed."""
STORE_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the edge reaches over a network; tests put their own here."""

    identity: Identity
    catalog: Catalog
    inspector: Inspector
    object_store: ObjectStore


def neighbours(config: IngestConfig) -> Neighbours:
    """The real ones; needs a running event loop, to which grpc binds its channels."""
    sts = boto3.client("sts", config=CLIENT_CONFIG)
    clients = TenantClients(sts, config.storage.tenant_role_arn, session_policy(config.storage.bucket))
    store = S3ObjectStore(config.storage.bucket, clients, kms_key=config.storage.kms_key)
    return Neighbours(
        identity=observed(GrpcIdentity(async_channel(config.auth_address, config.tls, "auth")), "ingest.identity"),
        catalog=observed(GrpcCatalog(async_channel(config.catalog_address, config.tls, "catalog")), "ingest.catalog"),
        inspector=observed(
            GrpcInspector(async_channel(config.scanner_address, config.tls, "scanner")), "ingest.inspector"
        ),
        object_store=observed(store, "ingest.object_store"),
    )


def readiness(config: IngestConfig) -> Readiness:
    """Asks the three other services whether they are ready; the edge is, when they are."""
    addresses = {"auth": config.auth_address, "scanner": config.scanner_address, "catalog": config.catalog_address}
    checks = {
        name: serving_check(channel(address, config.tls, name), f"momento.{name}.v1.{name.capitalize()}Service")
        for name, address in addresses.items()
    }
    return Readiness(checks)


def build_edge(config: IngestConfig, around: Neighbours, not_ready: Callable[[], dict[str, str]]) -> Edge:
    """The edge over `around`."""
    policy = UploadPolicy(config.limits.photo_bytes, config.limits.video_bytes)
    key = base64.b64decode(config.links.key.reveal())
    spool = FilesystemSpool(config.storage.spool_folder / "files")
    journal = FilesystemJournal(config.storage.spool_folder / "journal", Fernet(_derived(key, b"journal")))
    settle = SettleUpload(around.inspector, around.identity, around.object_store, around.catalog, spool, journal)
    receive = ReceiveUpload(around.identity, spool, journal, policy, _new_id, _now)
    recover = RecoverUploads(journal, spool, settle)
    sealed = SealedLinks(key) if config.links.mode == "proxy" else None
    return Edge(
        identity=around.identity,
        catalog=around.catalog,
        callers=VerifiedCallers(around.identity, _now),
        upload_media=UploadMedia(receive, settle, recover),
        recover=recover,
        links=sealed or DirectLinks(),
        linked_objects=SealedLinkedObjects(sealed, _store_client()) if sealed else None,
        policy=policy,
        web_folder=config.web_folder,
        media_origin=config.links.media_origin,
        trusted_proxies=config.trusted_proxies,
        not_ready=not_ready,
    )


def lifespan(edge: Edge, config: IngestConfig, ready: Readiness) -> Lifespan:
    """What runs beside the requests: readiness, its port, and the recovery of delayed uploads."""

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        operations = OperationsServer(config.operations_listen, edge.not_ready)
        operations.start()
        ready.start(lambda _: None)
        await edge.recover.adopt()
        _logger.info("serving", extra={"listen": config.listen})
        recovery = asyncio.create_task(_recover(edge.recover))
        try:
            yield
        finally:
            recovery.cancel()
            with suppress(asyncio.CancelledError):
                await recovery
            ready.stop()
            operations.stop()
            _logger.info("stopped")

    return running


async def _recover(recover: RecoverUploads) -> None:
    while True:
        await recover.settle_pending()
        await asyncio.sleep(RECOVERY_SECONDS)


def _store_client() -> httpx.AsyncClient:
    # The authority that boto3 trusts, by the variable that boto3 reads.
    trust = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
    return httpx.AsyncClient(timeout=STORE_SECONDS, verify=trust, follow_redirects=False)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.blake2b(key, digest_size=32, person=purpose).digest())


def _new_id() -> UploadId:
    return UploadId(str(ULID()).lower())


def _now() -> datetime:
    return datetime.now(UTC)
