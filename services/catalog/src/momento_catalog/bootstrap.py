"""Puts the service together: the one place that knows every class."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2_grpc
from momento_chassis.aws.partitions import partition_of
from momento_chassis.aws.tenant_credentials import CALL_MARGIN, TenantClients
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.identity import TokenVerifier
from momento_chassis.telemetry import observed

from momento_catalog.adapters.inbound.grpc.albums.methods import AlbumUseCases
from momento_catalog.adapters.inbound.grpc.audit_trail import AuditTrail
from momento_catalog.adapters.inbound.grpc.errors import ERRORS
from momento_catalog.adapters.inbound.grpc.identity import Identity
from momento_catalog.adapters.inbound.grpc.maintenance import Maintenance
from momento_catalog.adapters.inbound.grpc.media_presenter import MediaPresenter
from momento_catalog.adapters.inbound.grpc.service_authorization import CALLERS, SERVICE_NAME
from momento_catalog.adapters.inbound.grpc.servicer import CatalogServicer, UseCases
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
from momento_catalog.adapters.outbound.system.clock import SystemClock
from momento_catalog.adapters.outbound.wordnet.thesaurus import WordNetThesaurus
from momento_catalog.adapters.session_policy import session_policy, usage_policy
from momento_catalog.adapters.tenants import Operator
from momento_catalog.application.albums.add_media import JoinAlbum
from momento_catalog.application.albums.arrange import ArrangeAlbum
from momento_catalog.application.albums.create import CreateAlbum
from momento_catalog.application.albums.edit import EditAlbum
from momento_catalog.application.albums.get import GetAlbum
from momento_catalog.application.albums.list_albums import ListAlbums
from momento_catalog.application.albums.list_media import ListAlbumMedia
from momento_catalog.application.albums.presentation import ShowAlbums
from momento_catalog.application.audit.events import ActivityEvents
from momento_catalog.application.audit.list_activity import ListActivity
from momento_catalog.application.audit.report_upload import ReportUpload
from momento_catalog.application.bulk.edit import BulkEditMedia
from momento_catalog.application.lifecycle.empty_expired_trash import EmptyExpiredTrash
from momento_catalog.application.lifecycle.purge_library import PurgeLibrary
from momento_catalog.application.lifecycle.purge_media import PurgeMedia
from momento_catalog.application.lifecycle.repair_index import RepairIndex
from momento_catalog.application.records.discard import DiscardUpload
from momento_catalog.application.records.edit import EditMedia
from momento_catalog.application.records.edit_each import EditEach
from momento_catalog.application.records.find_by_checksum import FindMediaByChecksum
from momento_catalog.application.records.get import GetMedia
from momento_catalog.application.records.issue_link import IssueLink
from momento_catalog.application.records.locate_previews import LocatePreviews
from momento_catalog.application.records.record import RecordMedia
from momento_catalog.application.records.restore import RestoreMedia
from momento_catalog.application.search.candidates import Candidates
from momento_catalog.application.search.list_library import ListLibrary
from momento_catalog.application.search.list_media import ListMedia
from momento_catalog.application.search.plan import Planner
from momento_catalog.application.timeline.browse_facet_values import BrowseFacetValues
from momento_catalog.application.timeline.browse_months import BrowseMonths
from momento_catalog.application.usage.get_usage import GetUsage
from momento_catalog.application.usage.list_usage import ListUsage
from momento_catalog.domain.albums.album_token import AlbumTokens
from momento_catalog.domain.records.library_token import LibraryTokens
from momento_catalog.domain.search.page_token import PageTokens

if TYPE_CHECKING:
    from momento_chassis.aws.shared_clients import SharedClients
    from momento_chassis.identity import KeySource
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.ended_sessions import EndedSessions
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.application.ports.links import Links
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.ports.stored_objects import StoredObjects
    from momento_catalog.application.ports.stored_uploads import StoredCopies
    from momento_catalog.application.ports.usages import Usages
    from momento_catalog.config import Config, StoreConfig


@dataclass(frozen=True, slots=True)
class Ports:
    """What the use cases are given; tests give them others."""

    records: MediaRecords
    store: MediaStore
    index: FacetIndex
    counts: FacetCounts
    checksums: Checksums
    usages: Usages
    usages_of_others: Usages
    activity: Activity
    copies: StoredCopies
    objects: StoredObjects
    albums: Albums
    album_order: AlbumOrder
    links: Links
    clock: Clock


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


def use_cases(config: Config, ports: Ports) -> UseCases:
    """Everything that the service can do, over `ports`."""
    get_media, events = GetMedia(ports.records), ActivityEvents(ports.clock)
    candidates = Candidates(ports.index, ports.counts, Planner(ports.counts))
    token_key = base64.b64decode(config.page_token_key.reveal())
    browse_months = BrowseMonths(ports.counts)
    purge_media = PurgeMedia(get_media, ports.store, ports.objects, ports.clock, events)
    return UseCases(
        record_media=RecordMedia(ports.records, ports.checksums, ports.store, ports.activity, ports.copies),
        discard_upload=DiscardUpload(ports.records, ports.store, ports.objects, ports.clock),
        get_media=get_media,
        list_media=ListMedia(candidates, ports.records, PageTokens(token_key)),
        list_library=ListLibrary(ports.records, LibraryTokens(token_key)),
        edit_media=EditMedia(get_media, ports.store, ports.clock, events),
        issue_link=IssueLink(get_media, ports.links, config.link_lifetime),
        locate_previews=LocatePreviews(ports.records, ports.links),
        browse_months=browse_months,
        browse_facet_values=BrowseFacetValues(ports.counts),
        find_media_by_checksum=FindMediaByChecksum(ports.checksums),
        get_usage=GetUsage(ports.usages),
        list_usage=ListUsage(ports.usages_of_others),
        purge_media=purge_media,
        purge_library=PurgeLibrary(ports.index, ports.records, browse_months, purge_media),
        report_upload=ReportUpload(ports.activity),
        list_activity=ListActivity(ports.activity),
        albums=album_use_cases(config, ports),
    )


def album_use_cases(config: Config, ports: Ports) -> AlbumUseCases:
    """What can be done with albums and with many items, over `ports`."""
    get_album, get_media = GetAlbum(ports.albums), GetMedia(ports.records)
    tokens = AlbumTokens(base64.b64decode(config.page_token_key.reveal()))
    join = JoinAlbum(get_album, ports.records, ports.album_order, ports.counts)
    edit_each = EditEach(ports.records, ports.store, ports.clock, ActivityEvents(ports.clock))
    show = ShowAlbums(ports.album_order, ports.counts, ports.records)
    return AlbumUseCases(
        create=CreateAlbum(ports.albums, ports.clock, config.max_albums),
        get=get_album,
        list=ListAlbums(ports.albums, show, tokens),
        edit=EditAlbum(get_album, get_media, ports.albums, ports.clock),
        list_media=ListAlbumMedia(get_album, ports.album_order, ports.records, tokens),
        arrange=ArrangeAlbum(join, edit_each, ports.records, ports.album_order),
        show=show,
        bulk_edit=BulkEditMedia(get_album, join, edit_each),
    )


@dataclass(frozen=True, slots=True)
class Service:
    """The server, ready to start, and what goes on beside its calls; both are to be stopped."""

    server: GrpcServer
    housekeeping: Maintenance


def service(config: Config, ports: Ports, keys: KeySource, ended_sessions: EndedSessions) -> Service:
    """The service over `ports`; `keys` and `ended_sessions` say whose tokens are good."""
    cases = use_cases(config, ports)
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
