"""Puts the use cases together, over whichever ports they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.adapters.inbound.grpc.albums.methods import AlbumUseCases
from momento_catalog.adapters.inbound.grpc.servicer import UseCases
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
from momento_catalog.application.lifecycle.purge_library import PurgeLibrary
from momento_catalog.application.lifecycle.purge_media import PurgeMedia
from momento_catalog.application.records.discard import DiscardUpload
from momento_catalog.application.records.edit import EditMedia
from momento_catalog.application.records.edit_each import EditEach
from momento_catalog.application.records.find_by_checksum import FindMediaByChecksum
from momento_catalog.application.records.get import GetMedia
from momento_catalog.application.records.issue_link import IssueLink
from momento_catalog.application.records.locate_previews import LocatePreviews
from momento_catalog.application.records.record import RecordMedia
from momento_catalog.application.search.candidates import Candidates
from momento_catalog.application.search.list_library import ListLibrary
from momento_catalog.application.search.list_media import ListMedia
from momento_catalog.application.search.plan import Planner
from momento_catalog.application.timeline.browse_facet_values import BrowseFacetValues
from momento_catalog.application.timeline.browse_months import BrowseMonths
from momento_catalog.application.usage.list_usage import ListUsage
from momento_catalog.domain.albums.album_token import AlbumTokens
from momento_catalog.domain.records.library_token import LibraryTokens
from momento_catalog.domain.search.page_token import PageTokens

if TYPE_CHECKING:
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.application.ports.links import Links
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.ports.stored_objects import StoredObjects
    from momento_catalog.application.ports.stored_uploads import StoredCopies
    from momento_catalog.application.ports.usages import Usages
    from momento_catalog.domain.records.link import LinkLifetime


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


@dataclass(frozen=True, slots=True)
class Settings:
    """What the use cases take from the configuration."""

    page_token_key: bytes
    """32 bytes, which page tokens are signed with."""
    link_lifetime: LinkLifetime
    max_albums: int
    """How many albums a user may have."""


def wire(ports: Ports, settings: Settings) -> UseCases:
    """Everything that the service can do, over `ports`; the tests call it as the product does."""
    get_media, events = GetMedia(ports.records), ActivityEvents(ports.clock)
    candidates = Candidates(ports.index, ports.counts, Planner(ports.counts))
    token_key = settings.page_token_key
    browse_months = BrowseMonths(ports.counts)
    purge_media = PurgeMedia(get_media, ports.store, ports.objects, ports.clock, events)
    return UseCases(
        record_media=RecordMedia(ports.records, ports.checksums, ports.store, ports.activity, ports.copies),
        discard_upload=DiscardUpload(ports.records, ports.store, ports.objects, ports.clock),
        get_media=get_media,
        list_media=ListMedia(candidates, ports.records, PageTokens(token_key)),
        list_library=ListLibrary(ports.records, LibraryTokens(token_key)),
        edit_media=EditMedia(get_media, ports.store, ports.clock, events),
        issue_link=IssueLink(get_media, ports.links, settings.link_lifetime),
        locate_previews=LocatePreviews(ports.records, ports.links),
        browse_months=browse_months,
        browse_facet_values=BrowseFacetValues(ports.counts),
        find_media_by_checksum=FindMediaByChecksum(ports.checksums),
        usages=ports.usages,
        list_usage=ListUsage(ports.usages_of_others),
        purge_media=purge_media,
        purge_library=PurgeLibrary(ports.index, ports.records, browse_months, purge_media),
        activity=ports.activity,
        list_activity=ListActivity(ports.activity),
        albums=_wire_albums(ports, settings, get_media),
    )


def _wire_albums(ports: Ports, settings: Settings, get_media: GetMedia) -> AlbumUseCases:
    """What can be done with albums and with many items, over `ports`."""
    get_album = GetAlbum(ports.albums)
    tokens = AlbumTokens(settings.page_token_key)
    join = JoinAlbum(get_album, ports.records, ports.album_order, ports.counts)
    edit_each = EditEach(ports.records, ports.store, ports.clock, ActivityEvents(ports.clock))
    show = ShowAlbums(ports.album_order, ports.counts, ports.records)
    return AlbumUseCases(
        create=CreateAlbum(ports.albums, ports.clock, settings.max_albums),
        get=get_album,
        list=ListAlbums(ports.albums, show, tokens),
        edit=EditAlbum(get_album, get_media, ports.albums, ports.clock),
        list_media=ListAlbumMedia(get_album, ports.album_order, ports.records, tokens),
        arrange=ArrangeAlbum(join, edit_each, ports.records, ports.album_order),
        show=show,
        bulk_edit=BulkEditMedia(get_album, join, edit_each),
    )
