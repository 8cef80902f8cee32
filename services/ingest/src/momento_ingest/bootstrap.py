"""Makes what the edge is put together from: services over the network, and the disk that replicas share."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import boto3
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
from momento_ingest.adapters.outbound.s3.object_store import S3ObjectStore
from momento_ingest.adapters.outbound.s3.session_policy import session_policy
from momento_ingest.adapters.outbound.telemetry.journal import MeasuredJournal
from momento_ingest.adapters.outbound.telemetry.spool_usage import measure_spool
from momento_ingest.adapters.outbound.telemetry.upload_reports import MeasuredUploadReports
from momento_ingest.application.uploads.spool_ledger import SpoolReservations
from momento_ingest.wiring import LocalStorage, RemoteServices, derived_key, now, sealing_keys, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractAsyncContextManager

    from litestar import Litestar

    from momento_ingest.adapters.inbound.http.app_context import Edge
    from momento_ingest.config import IngestConfig

    Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


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


def local_storage(config: IngestConfig) -> LocalStorage:
    """The folders of the spool; made where they are missing."""
    folder = config.storage.spool_folder
    seal = MultiFernet([Fernet(derived_key(key, b"journal")) for key in sealing_keys(config.links)])
    ledger = SpoolReservations()
    measure_spool(folder, ledger, config.uploads.spool_bytes)
    return LocalStorage(
        FilesystemSpool(folder / "files"),
        MeasuredJournal(FilesystemJournal(folder / "journal", seal), now),
        FilesystemLocks(folder / "locks"),
        FilesystemIdempotencyKeys(folder / "journal"),
        MeasuredUploadReports(FilesystemUploadReports(folder / "reports", seal)),
        FilesystemArchiveOrders(folder / "archives", seal),
        ledger,
    )


def build_edge(
    config: IngestConfig, remote: RemoteServices, absent_services: Callable[[], Collection[str]] = tuple
) -> Edge:
    """The edge over `remote`, of which `absent_services` (which may block for a moment) do not answer."""
    return wire(config, remote, local_storage(config), absent_services)
