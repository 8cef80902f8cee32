"""Facets: everything that an item can be found by, and the entries that the index holds for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import FacetUnknown
from momento_catalog.domain.tags import TagName
from momento_catalog.domain.text import words_of
from momento_catalog.domain.timeline import Month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.facts import Camera
    from momento_catalog.domain.media import Media

MOST_WORDS: Final = 40
"""Different words of an item that are indexed: those of the title first, then user's tags, file name, derived tags."""


class FacetName(Enum):
    """What kind of property a facet is. The order of definition is the order in which entries are written."""

    SHA256 = "sha256"
    TRASH = "trash"
    PURGE = "purge"
    MONTH = "month"
    KIND = "kind"
    CAMERA = "camera"
    TAG = "tag"
    WORD = "word"


BROWSABLE: Final = frozenset({FacetName.TAG, FacetName.KIND, FacetName.CAMERA, FacetName.WORD})


@dataclass(frozen=True, slots=True)
class Facet:
    """A property that items have in common: each facet has a partition of the index and a count.

    Only `sha256` is different: at most one item of a user holds it, its partition has that one entry, and instead of a
    count of its own it moves the user's usage.
    """

    name: FacetName
    value: str

    @property
    def exclusive(self) -> bool:
        """Whether only one of a user's items can have it."""
        return self.name is FacetName.SHA256


TRASH: Final = Facet(FacetName.TRASH, "trashed")
PURGE: Final = Facet(FacetName.PURGE, "pending")
"""Items that are purged and whose objects may not all be marked yet: whoever comes next finishes."""


def browsable_facet(text: str) -> FacetName:
    """The facet called `text`; raises FacetUnknown when there is none to browse."""
    found = next((name for name in BROWSABLE if name.value == text), None)
    if found is None:
        raise FacetUnknown("There is no such facet; ask for tag, kind, camera or word.")
    return found


def properties_of(media: Media) -> frozenset[Facet]:
    """What `media` can be filtered by, wherever it lies."""
    facets = {Facet(FacetName.MONTH, Month.of(media.taken_at).value), Facet(FacetName.KIND, media.facts.kind.value)}
    camera = media.facts.camera and _camera_name(media.facts.camera)
    if camera:
        facets.add(Facet(FacetName.CAMERA, camera.value))
    facets.update(Facet(FacetName.TAG, tag.name.value) for tag in media.tags)
    facets.update(Facet(FacetName.WORD, word) for word in _words(media))
    return frozenset(facets)


def facets_of(media: Media) -> frozenset[Facet]:
    """The entries that the index holds for `media`.

    They are its checksum, and its properties or, instead of them, the trash; nothing finds what is purged but the need
    to finish.
    """
    if media.purged:
        return frozenset() if media.released else frozenset({PURGE})
    listed = frozenset({TRASH}) if media.trashed else properties_of(media)
    return listed | {checksum_of(media)}


def checksum_of(media: Media) -> Facet:
    """The facet that keeps another upload of the same bytes from becoming a second item, also while in the trash."""
    return Facet(FacetName.SHA256, media.sha256.value)


def _camera_name(camera: Camera) -> TagName | None:
    repeated = camera.model.casefold().startswith(camera.make.casefold())
    return TagName.found(camera.model if repeated else f"{camera.make} {camera.model}")


def _words(media: Media) -> Iterator[str]:
    stem = media.file_name.rpartition(".")[0] or media.file_name
    derived = (tag.name.value for tag in media.derived_tags)
    texts = chain([media.title.value], (name.value for name in media.own_tags), [stem], derived)
    words = dict.fromkeys(chain.from_iterable(map(words_of, texts)))
    return islice(words, MOST_WORDS)
