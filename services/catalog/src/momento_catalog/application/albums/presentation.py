"""Use case: albums as a person sees them, with their counts and covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import album_facet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.albums.album import Album
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord


@dataclass(frozen=True, slots=True)
class ShownAlbum:
    """An album, how many items it shows, and the one that stands for it, if there is any."""

    album: Album
    media_count: int
    cover: MediaRecord | None


class ShowAlbums:
    """Looks up what stands beside albums: for all of them together, 1 read of counts and 1 or 2 of records.

    An album whose cover was not chosen, or is not shown in it (any more), has its first item as cover, which costs a
    read for each such album.
    """

    def __init__(self, order: AlbumOrder, counts: FacetCounts, records: MediaRecords) -> None:
        """Takes the ports it reads through."""
        self._order = order
        self._counts = counts
        self._records = records

    def __call__(self, user_id: UserId, albums: Sequence[Album]) -> list[ShownAlbum]:
        """Each of `albums` of the user, in the same order; raises StoreUnavailable."""
        counts = self._counts.of(user_id, [album_facet(album.album_id) for album in albums])
        filled = [album for album in albums if counts[album_facet(album.album_id)]]
        covers = self._chosen(user_id, filled)
        covers |= self._first(user_id, [album for album in filled if album not in covers])
        return [ShownAlbum(album, counts[album_facet(album.album_id)], covers.get(album)) for album in albums]

    def _chosen(self, user_id: UserId, albums: Iterable[Album]) -> dict[Album, MediaRecord]:
        wanted = {album: album.cover for album in albums if album.cover}
        return dict(self._shown(user_id, wanted))

    def _first(self, user_id: UserId, albums: Iterable[Album]) -> dict[Album, MediaRecord]:
        first = {album: self._order.items(user_id, album.album_id, None, 1) for album in albums}
        return dict(self._shown(user_id, {album: found[0].upload_id for album, found in first.items() if found}))

    def _shown(self, user_id: UserId, wanted: dict[Album, UploadId]) -> Iterator[tuple[Album, MediaRecord]]:
        records = self._records.get_many(user_id, list(wanted.values()))
        for album, upload_id in wanted.items():
            record = records.get(upload_id)
            if record is not None and record.media.shown_in(album.album_id):
                yield album, record
