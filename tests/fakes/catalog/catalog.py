"""A whole catalog over the store ports, whichever stand behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_catalog.adapters.inbound.query_language.language import LarkQueryLanguage
from momento_catalog.application.lifecycle.empty_expired_trash import EmptyExpiredTrash
from momento_catalog.application.lifecycle.repair_index import RepairIndex
from momento_catalog.domain.records.link import LinkLifetime
from momento_catalog.wiring import Ports, Settings, wire

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
        ports = Ports(
            records=stores.records,
            store=stores.store,
            index=stores.index,
            counts=stores.counts,
            checksums=stores.checksums,
            usages=stores.usages,
            usages_of_others=stores.usages,
            activity=stores.activity,
            copies=stores.copies,
            objects=stores.objects,
            albums=stores.albums,
            album_order=stores.album_order,
            links=self.links,
            clock=self.clock,
        )
        cases = wire(ports, Settings(bytes(32), LinkLifetime(timedelta(seconds=300)), MAX_ALBUMS))
        self.record = cases.record_media
        self.discard = cases.discard_upload
        self.get = cases.get_media
        self.edit = cases.edit_media
        self.purge = cases.purge_media
        self.purge_library = cases.purge_library
        self.activity = cases.list_activity
        self.list = cases.list_media
        self.library = cases.list_library
        self.months = cases.browse_months
        self.values = cases.browse_facet_values
        self.find = cases.find_media_by_checksum
        self.usage = cases.usages.of
        self.albums = cases.albums
        self.link = cases.issue_link
        self.tidy = EmptyExpiredTrash(stores.index, stores.records, self.purge, self.clock, TRASH_KEPT_FOR)
        self.repair = RepairIndex(stores.audit, stores.records, stores.store, stores.checksums)
