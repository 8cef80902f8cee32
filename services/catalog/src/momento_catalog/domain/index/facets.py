"""Facets: everything that an item can be found by, and the entries that the index holds for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import FacetUnknown
from momento_catalog.domain.index.searched_item import SearchedItem
from momento_catalog.domain.records.geography import GRIDS, Cell
from momento_catalog.domain.records.tags import TagName, TagSource
from momento_catalog.domain.timeline.timeline import Month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.identifiers import AlbumId
    from momento_catalog.domain.records.facts import Camera
    from momento_catalog.domain.records.media import Media


class FacetName(Enum):
    """What kind of property a facet is. The order of definition is the order in which entries are written."""

    SHA256 = "sha256"
    TRASH = "trash"
    PURGE = "purge"
    MONTH = "month"
    KIND = "kind"
    FAVORITE = "favorite"
    CAMERA = "camera"
    LENS = "lens"
    PLACE = "place"
    CELL = "cell"
    ALBUM = "album"
    TAG = "tag"
    WORD = "word"


BROWSABLE: Final = {
    name.value: name
    for name in (FacetName.TAG, FacetName.KIND, FacetName.CAMERA, FacetName.LENS, FacetName.PLACE, FacetName.WORD)
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A property that items have in common: each facet has a partition of the index and a count.

    Only `sha256` is different: at most one item of a user holds it, its partition has that one entry, and instead of a
    count of its own it moves the user's usage.

    Attributes:
        place: where in an album an item stands; empty for all other facets, whose items stand in the order of time.
    """

    name: FacetName
    value: str
    place: str = ""

    @property
    def exclusive(self) -> bool:
        """Whether only one of a user's items can have it."""
        return self.name is FacetName.SHA256


TRASH: Final = Facet(FacetName.TRASH, "trashed")
PURGE: Final = Facet(FacetName.PURGE, "pending")
"""Items that are purged and whose objects may not all be marked yet: anyone who comes next finishes."""
FAVORITE: Final = Facet(FacetName.FAVORITE, "marked")


def browsable_facet(text: str) -> FacetName:
    """The facet called `text`; raises FacetUnknown when there is none to browse."""
    if text not in BROWSABLE:
        raise FacetUnknown(f"There is no such facet; ask for {', '.join(BROWSABLE)}.")
    return BROWSABLE[text]


def properties_of(media: Media) -> frozenset[Facet]:
    """What `media` can be filtered by, wherever it lies."""
    return frozenset(_properties(media))


def facets_of(media: Media) -> frozenset[Facet]:
    """The entries that the index holds for `media`.

    They are its checksum, and its properties or, instead of them, the trash; nothing finds what is purged but the need
    to finish.
    """
    if media.purged:
        return frozenset() if media.released else frozenset({PURGE})
    listed = frozenset({TRASH}) if media.trashed else properties_of(media) | albums_of(media)
    return listed | {checksum_of(media)}


def album_facet(album_id: AlbumId, place: str = "") -> Facet:
    """What the items of an album have in common."""
    return Facet(FacetName.ALBUM, str(album_id), place)


def albums_of(media: Media) -> frozenset[Facet]:
    """The albums that `media` is in, each with its place there."""
    return frozenset(album_facet(place.album_id, str(place.key)) for place in media.albums)


def checksum_of(media: Media) -> Facet:
    """The facet that keeps another upload of the same bytes from becoming a second item, also while in the trash."""
    return Facet(FacetName.SHA256, media.sha256.value)


def device_name(camera: Camera) -> TagName | None:
    """Make and model as one name, without the make where the model begins with it."""
    repeated = camera.model.casefold().startswith(camera.make.casefold())
    return TagName.found(camera.model if repeated else f"{camera.make} {camera.model}")


def lens_name(camera: Camera) -> TagName | None:
    """What the lens is called."""
    return TagName.found(camera.lens)


def _properties(media: Media) -> Iterator[Facet]:
    yield Facet(FacetName.MONTH, Month.of(media.taken_at).value)
    yield Facet(FacetName.KIND, media.facts.kind.value)
    if media.favorite:
        yield FAVORITE
    yield from _seen_by_the_camera(media)
    for tag in media.derived_tags:
        if tag.source is TagSource.PLACE:
            yield Facet(FacetName.PLACE, tag.name.value)
    yield from (Facet(FacetName.TAG, tag.name.value) for tag in media.tags)
    yield from (Facet(FacetName.WORD, word) for word in SearchedItem(media).words)


def _seen_by_the_camera(media: Media) -> Iterator[Facet]:
    camera, position = media.facts.camera, media.facts.position
    if camera is not None:
        names = ((FacetName.CAMERA, device_name(camera)), (FacetName.LENS, lens_name(camera)))
        yield from (Facet(facet, name.value) for facet, name in names if name)
    if position is not None:
        yield from (Facet(FacetName.CELL, str(Cell.of(position, side))) for side in GRIDS)
