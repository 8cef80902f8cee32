"""A whole catalog over the store ports, whichever stand behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_catalog.adapters.inbound.grpc.albums.methods import AlbumUseCases
from momento_catalog.adapters.inbound.query_language.language import LarkQueryLanguage
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
from momento_catalog.application.records.record import RecordMedia
from momento_catalog.application.search.candidates import Candidates
from momento_catalog.application.search.list_library import ListLibrary
from momento_catalog.application.search.list_media import ListMedia
from momento_catalog.application.search.plan import Planner
from momento_catalog.application.timeline.browse_facet_values import BrowseFacetValues
from momento_catalog.application.timeline.browse_months import BrowseMonths
from momento_catalog.application.usage.get_usage import GetUsage
from momento_catalog.domain.albums.album_token import AlbumTokens
from momento_catalog.domain.records.library_token import LibraryTokens
from momento_catalog.domain.records.link import LinkLifetime
from momento_catalog.domain.search.page_token import PageTokens

from tests.fakes.catalog.activity import InMemoryActivity
from tests.fakes.catalog.album_order import InMemoryAlbumOrder
from tests.fakes.catalog.albums import InMemoryAlbums
from tests.fakes.catalog.checksums import InMemoryChecksums
from tests.fakes.catalog.clock import FixedClock
from tests.fakes.catalog.facet_counts import InMemoryFacetCounts
from tests.fakes.catalog.facet_index import InMemoryFacetIndex
from tests.fakes.catalog.index_audit import InMemoryIndexAudit
from tests.fakes.catalog.links import ReadableLinks
from tests.fakes.catalog.media_records import InMemoryMediaRecords
from tests.fakes.catalog.media_store import InMemoryMediaStore
from tests.fakes.catalog.stored_objects import InMemoryStoredObjects
from tests.fakes.catalog.stored_uploads import InMemoryStoredCopies
from tests.fakes.catalog.tables import InMemoryTables
from tests.fakes.catalog.thesaurus import SmallThesaurus
from tests.fakes.catalog.usages import InMemoryUsages

if TYPE_CHECKING:
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.application.ports.index_audit import IndexAudit
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.ports.stored_objects import StoredObjects
    from momento_catalog.application.ports.stored_uploads import StoredCopies
    from momento_catalog.application.ports.usages import Usages

MAX_ALBUMS = 3
TRASH_KEPT_FOR = timedelta(days=30)


LANGUAGE = LarkQueryLanguage(SmallThesaurus())


@dataclass
class Stores:
    records: MediaRecords
    store: MediaStore
    index: FacetIndex
    counts: FacetCounts
    checksums: Checksums
    usages: Usages
    activity: Activity
    copies: StoredCopies
    objects: StoredObjects
    albums: Albums
    album_order: AlbumOrder
    audit: IndexAudit


@dataclass
class InMemoryStores(Stores):
    records: InMemoryMediaRecords
    store: InMemoryMediaStore
    index: InMemoryFacetIndex
    counts: InMemoryFacetCounts
    checksums: InMemoryChecksums
    usages: InMemoryUsages
    activity: InMemoryActivity
    copies: InMemoryStoredCopies
    objects: InMemoryStoredObjects
    albums: InMemoryAlbums
    album_order: InMemoryAlbumOrder
    audit: InMemoryIndexAudit
    tables: InMemoryTables


def in_memory_stores() -> InMemoryStores:
    tables = InMemoryTables()
    return InMemoryStores(
        InMemoryMediaRecords(tables),
        InMemoryMediaStore(tables),
        InMemoryFacetIndex(tables),
        InMemoryFacetCounts(tables),
        InMemoryChecksums(tables),
        InMemoryUsages(tables),
        InMemoryActivity(tables),
        InMemoryStoredCopies(),
        InMemoryStoredObjects(),
        InMemoryAlbums(tables),
        InMemoryAlbumOrder(tables),
        InMemoryIndexAudit(tables),
        tables,
    )


@dataclass
class Catalog:
    stores: Stores
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        stores = self.stores
        self.links = ReadableLinks(self.clock)
        self.record = RecordMedia(stores.records, stores.checksums, stores.store, stores.activity, stores.copies)
        self.discard = DiscardUpload(stores.records, stores.store, stores.objects, self.clock)
        self.get = GetMedia(stores.records)
        events = ActivityEvents(self.clock)
        self.edit = EditMedia(self.get, stores.store, self.clock, events)
        self.purge = PurgeMedia(self.get, stores.store, stores.objects, self.clock, events)
        self.tidy = EmptyExpiredTrash(stores.index, stores.records, self.purge, self.clock, TRASH_KEPT_FOR)
        self.activity = ListActivity(stores.activity)
        candidates = Candidates(stores.index, stores.counts, Planner(stores.counts))
        self.list = ListMedia(candidates, stores.records, PageTokens(bytes(32)))
        self.library = ListLibrary(stores.records, LibraryTokens(bytes(32)))
        self.months = BrowseMonths(stores.counts)
        self.purge_library = PurgeLibrary(stores.index, stores.records, self.months, self.purge)
        self.values = BrowseFacetValues(stores.counts)
        self.find = FindMediaByChecksum(stores.checksums)
        self.usage = GetUsage(stores.usages)
        get_album = GetAlbum(stores.albums)
        join = JoinAlbum(get_album, stores.records, stores.album_order, stores.counts)
        show = ShowAlbums(stores.album_order, stores.counts, stores.records)
        edit_each = EditEach(stores.records, stores.store, self.clock, events)
        tokens = AlbumTokens(bytes(32))
        self.albums = AlbumUseCases(
            create=CreateAlbum(stores.albums, self.clock, MAX_ALBUMS),
            get=get_album,
            list=ListAlbums(stores.albums, show, tokens),
            edit=EditAlbum(get_album, self.get, stores.albums, self.clock),
            list_media=ListAlbumMedia(get_album, stores.album_order, stores.records, tokens),
            arrange=ArrangeAlbum(join, edit_each, stores.records, stores.album_order),
            show=show,
            bulk_edit=BulkEditMedia(get_album, join, edit_each),
        )
        self.repair = RepairIndex(stores.audit, stores.records, stores.store, stores.checksums)
        self.link = IssueLink(self.get, self.links, LinkLifetime(timedelta(seconds=300)))
