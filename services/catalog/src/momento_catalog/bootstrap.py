"""Puts the service together: the one place that knows every adapter."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2_grpc
from momento_chassis.aws.partitions import partition_of
from momento_chassis.aws.tenant_credentials import CALL_MARGIN, TenantClients
from momento_chassis.clock import SystemClock
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.identity import TokenVerifier
from momento_chassis.telemetry import observed

from momento_catalog.adapters.inbound.grpc.audit_trail import AuditTrail
from momento_catalog.adapters.inbound.grpc.errors import ERRORS
from momento_catalog.adapters.inbound.grpc.identity import Identity
from momento_catalog.adapters.inbound.grpc.maintenance import Maintenance
from momento_catalog.adapters.inbound.grpc.media_presenter import MediaPresenter
from momento_catalog.adapters.inbound.grpc.service_authorization import CALLERS, SERVICE_NAME
from momento_catalog.adapters.inbound.grpc.servicer import CatalogServicer
from momento_catalog.adapters.inbound.query_language.language import LarkQueryLanguage
from momento_catalog.adapters.outbound.audit.activity import AuditedActivity
from momento_catalog.adapters.outbound.audit.media_store import AuditedMediaStore
from momento_catalog.adapters.outbound.dynamodb.albums.album_order import DynamoDbAlbumOrder
from momento_catalog.adapters.outbound.dynamodb.albums.album_store import DynamoDbAlbums
from momento_catalog.adapters.outbound.dynamodb.answers import read_quickly
from momento_catalog.adapters.outbound.dynamodb.audit.activity_store import DynamoDbActivity
from momento_catalog.adapters.outbound.dynamodb.records.checksums import DynamoDbChecksums
from momento_catalog.adapters.outbound.dynamodb.records.media_records import DynamoDbMediaRecords
from momento_catalog.adapters.outbound.dynamodb.records.media_store import DynamoDbMediaStore
from momento_catalog.adapters.outbound.dynamodb.requests import write_quickly
from momento_catalog.adapters.outbound.dynamodb.search.facet_counts import DynamoDbFacetCounts
from momento_catalog.adapters.outbound.dynamodb.search.facet_index import DynamoDbFacetIndex
from momento_catalog.adapters.outbound.dynamodb.search.index_repair import DynamoDbIndexAudit
from momento_catalog.adapters.outbound.dynamodb.tables import Tables
from momento_catalog.adapters.outbound.dynamodb.usages import DynamoDbUsages
from momento_catalog.adapters.outbound.s3.links import S3Links
from momento_catalog.adapters.outbound.s3.stored_objects import S3StoredObjects
from momento_catalog.adapters.outbound.s3.stored_uploads import S3StoredCopies, S3StoredUploads
from momento_catalog.adapters.outbound.wordnet.thesaurus import WordNetThesaurus
from momento_catalog.adapters.session_policy import session_policy, usage_policy
from momento_catalog.adapters.tenants import Operator
from momento_catalog.application.audit.events import ActivityEvents
from momento_catalog.application.lifecycle.empty_expired_trash import EmptyExpiredTrash
from momento_catalog.application.lifecycle.repair_index import RepairIndex
from momento_catalog.application.records.record import RecordMedia
from momento_catalog.application.records.restore import RestoreMedia
from momento_catalog.wiring import Ports, Settings, wire

if TYPE_CHECKING:
    from momento_chassis.aws.shared_clients import SharedClients
    from momento_chassis.identity import KeySource
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.application.ports.ended_sessions import EndedSessions
    from momento_catalog.config import Config, StoreConfig


def tables(config: StoreConfig) -> Tables:
    """The tables that `config` names."""
    return Tables(config.media_table, config.facets_table, config.counts_table, config.activity_table)


def tenants(config: Config, sts: STSClient, shared: SharedClients) -> tuple[TenantClients, TenantClients]:
    """Clients that reach all of one user's things, and clients that can only read how much a user has stored."""
    role, names, demanded = config.tenant_role_arn, tables(config.store), config.demand_leading_keys
    partition = partition_of(role)
    policy = session_policy(config.store.bucket, names, partition=partition, demand_leading_keys=demanded)
    usage = usage_policy(names, partition=partition, demand_leading_keys=demanded)
    return TenantClients(sts, shared, role, policy), TenantClients(sts, shared, role, usage, margin=CALL_MARGIN)


def aws_ports(config: Config, tenants: Tenants, only_usage: Tenants) -> Ports:
    """Ports to AWS, each seen by telemetry; `only_usage` reach one table of a user, and can only read it."""
    read_quickly()
    write_quickly()
    names, clock = tables(config.store), SystemClock()
    links = S3Links(tenants, config.store.bucket, clock)
    return Ports(
        records=observed(DynamoDbMediaRecords(tenants, names), "catalog.media_records"),
        store=AuditedMediaStore(observed(DynamoDbMediaStore(tenants, names), "catalog.media_store")),
        index=observed(DynamoDbFacetIndex(tenants, names), "catalog.facet_index"),
        counts=observed(DynamoDbFacetCounts(tenants, names), "catalog.facet_counts"),
        checksums=observed(DynamoDbChecksums(tenants, names), "catalog.checksums"),
        usages=observed(DynamoDbUsages(tenants, names), "catalog.usages"),
        usages_of_others=observed(DynamoDbUsages(only_usage, names), "catalog.usages_of_others"),
        activity=AuditedActivity(observed(DynamoDbActivity(tenants, names), "catalog.activity")),
        copies=observed(S3StoredCopies(tenants, config.store.bucket), "catalog.stored_copies"),
        objects=observed(S3StoredObjects(tenants, config.store.bucket), "catalog.stored_objects"),
        albums=observed(DynamoDbAlbums(tenants, names), "catalog.albums"),
        album_order=observed(DynamoDbAlbumOrder(tenants, names), "catalog.album_order"),
        # Signing asks nobody, and a screen of previews needs a hundred: a span for each would cost more than it shows.
        links=links,
        clock=clock,
    )


@dataclass(frozen=True, slots=True)
class Service:
    """The server, ready to start, and what goes on beside its calls; both are to be stopped."""

    server: GrpcServer
    housekeeping: Maintenance


def service(config: Config, ports: Ports, keys: KeySource, ended_sessions: EndedSessions) -> Service:
    """The service over `ports`; `keys` and `ended_sessions` say whose tokens are good."""
    key = base64.b64decode(config.page_token_key.reveal())
    cases = wire(ports, Settings(key, config.link_lifetime, config.max_albums))
    trash_lifetime = timedelta(days=config.trash_days)
    tidy = EmptyExpiredTrash(ports.index, ports.records, cases.purge_media, ports.clock, trash_lifetime)
    housekeeping, trail = Maintenance(tidy, ports.clock), AuditTrail(ports.activity, ActivityEvents(ports.clock))
    identity, language = Identity(TokenVerifier(keys), ended_sessions), LarkQueryLanguage(WordNetThesaurus())
    presenter = MediaPresenter(trash_lifetime)
    servicer = CatalogServicer(identity, cases, presenter, language, trail, housekeeping)
    options = ServerOptions(config.listen, config.tls, CALLERS, ERRORS, [SERVICE_NAME], threads=config.threads)
    server = GrpcServer(options, lambda grpc: catalog_pb2_grpc.add_CatalogServiceServicer_to_server(servicer, grpc))
    return Service(server, housekeeping)


def repair_index(config: StoreConfig, s3: S3Client, dynamodb: DynamoDBClient) -> RepairIndex:
    """What sets right a user's index, with an operator's clients."""
    tenants, names = Operator(s3, dynamodb), tables(config)
    records, store = DynamoDbMediaRecords(tenants, names), DynamoDbMediaStore(tenants, names)
    return RepairIndex(DynamoDbIndexAudit(tenants, names), records, store, DynamoDbChecksums(tenants, names))


def restore_media(config: StoreConfig, s3: S3Client, dynamodb: DynamoDBClient) -> RestoreMedia:
    """The restorer, with an operator's clients."""
    tenants, names = Operator(s3, dynamodb), tables(config)
    records = DynamoDbMediaRecords(tenants, names)
    store, activity = DynamoDbMediaStore(tenants, names), DynamoDbActivity(tenants, names)
    copies = S3StoredCopies(tenants, config.bucket)
    record_media = RecordMedia(records, DynamoDbChecksums(tenants, names), store, activity, copies)
    return RestoreMedia(S3StoredUploads(s3, config.bucket), records, record_media)
