"""Searches as people type them, each with a plain judgement of its own on what it means.

The judgements share no code with the catalog: they look at an item as a person would.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from momento_catalog.domain.records.tags import TagSource

from tests.fakes.catalog.thesaurus import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.domain.records.media import Media

_PERIODS = {
    "2024": (datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
    "2024-01": (datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)),
    "2024-02": (datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
    "2024-02-01": (datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 2, 2, tzinfo=UTC)),
    "2024-02-02": (datetime(2024, 2, 2, tzinfo=UTC), datetime(2024, 2, 3, tzinfo=UTC)),
}


@dataclass(frozen=True)
class Search:
    """A text, and whether an item is what it asks for."""

    text: str
    wants: Callable[[Media], bool]

    def __repr__(self) -> str:
        return self.text


def _texts(item: Media) -> list[str]:
    stem = item.file_name.removesuffix(".jpg")
    return [" ".join(re.findall(r"[a-z0-9]+", text.lower())) for text in (item.title.value, stem, *_tags(item))]


def _tags(item: Media) -> list[str]:
    return [*(name.value for name in item.own_tags), *(tag.name.value for tag in item.derived_tags)]


def _found(item: Media, words: str, *, beginning: bool = False) -> bool:
    return any(f" {words}" in f" {text}" if beginning else f" {words} " in f" {text} " for text in _texts(item))


def _word(word: str) -> Search:
    meanings = MEANINGS.get(word, ())
    return Search(word, lambda item: _found(item, word) or any(tag in meanings for tag in _tags(item)))


def _beginning(word: str) -> Search:
    return Search(f"{word}*", lambda item: _found(item, word, beginning=True))


def _phrase(words: str) -> Search:
    return Search(f'"{words}"', lambda item: _found(item, words))


def _tag(name: str) -> Search:
    return Search(f'tag:"{name}"', lambda item: name in _tags(item))


def _tag_beginning(name: str) -> Search:
    return Search(f"tag:{name}*", lambda item: any(tag.startswith(name) for tag in _tags(item)))


def _tag_choice(names: tuple[str, str]) -> Search:
    return Search(f"tag:{'|'.join(names)}", lambda item: any(tag in names for tag in _tags(item)))


def _places(item: Media) -> list[str]:
    return [tag.name.value for tag in item.derived_tags if tag.source is TagSource.PLACE]


def _place(name: str) -> Search:
    return Search(f'place:"{name}"', lambda item: name in _places(item))


def _country(name: str) -> Search:
    return Search(f"country:{name}", lambda item: name in _places(item)[-1:])


def _city(name: str) -> Search:
    return Search(f"city:{name}*", lambda item: any(place.startswith(name) for place in _places(item)[:1]))


def _colour(name: str) -> Search:
    return Search(
        f"color:{name}",
        lambda item: (name, TagSource.COLOUR) in [(tag.name.value, tag.source) for tag in item.derived_tags],
    )


def _camera(word: str) -> Search:
    pattern = re.compile(rf"\b{word}\b", re.IGNORECASE)

    def wants(item: Media) -> bool:
        camera = item.facts.camera
        return camera is not None and pattern.search(f"{camera.make} {camera.model}") is not None

    return Search(f'camera:"{word}"', wants)


def _lens(word: str) -> Search:
    return Search(f"lens:{word}*", lambda item: word in (item.facts.camera.lens if item.facts.camera else ""))


def _dated(name: str, text: str) -> Search:
    begin, end = _PERIODS[text]
    wants = {
        "taken": lambda item: begin <= item.taken_at < end,
        "after": lambda item: begin <= item.taken_at,
        "before": lambda item: item.taken_at < begin,
    }[name]
    return Search(f"{name}:{text}", wants)


def _near(centre: tuple[float, float], kilometres: int) -> Search:
    def wants(item: Media) -> bool:
        position = item.facts.position
        return position is not None and _apart(centre, (position.latitude, position.longitude)) <= kilometres

    return Search(f"near:{centre[0]},{centre[1]},{kilometres}km", wants)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points, by the angle between their vectors from the middle of the globe."""
    vectors = []
    for latitude, longitude in (one, other):
        north, east = math.radians(latitude), math.radians(longitude)
        vectors.append((math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)))
    cosine = sum(a * b for a, b in zip(*vectors, strict=True))
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


FAVORITE = Search("is:favorite", lambda item: item.favorite)
terms = st.one_of(
    st.sampled_from(["sea", "sun", "beach", "img", "rome", "shore", "plant", "nature", "nothing"]).map(_word),
    st.sampled_from(["s", "se", "sun", "x", "i"]).map(_beginning),
    st.sampled_from(["sunny beach", "sun sea", "beach sunny", "shore"]).map(_phrase),
    st.sampled_from(["sea", "tree", "sunny beach", "red"]).map(_tag),
    st.sampled_from(["se", "sun", "b"]).map(_tag_beginning),
    st.sampled_from([("sea", "tree"), ("sun", "never")]).map(_tag_choice),
    st.sampled_from(["italy", "rome", "sunny beach"]).map(_place),
    st.sampled_from(["italy", "rome", "bulgaria"]).map(_country),
    st.sampled_from(["rom", "sunny", "italy"]).map(_city),
    st.sampled_from(["red", "sea"]).map(_colour),
    st.sampled_from(["nikon", "canon", "d70", "eos 5d", "eos"]).map(_camera),
    st.sampled_from(["50mm", "EF24"]).map(_lens),
    st.builds(_dated, st.sampled_from(["taken", "after", "before"]), st.sampled_from(list(_PERIODS))),
    st.builds(_near, st.sampled_from([(41.9, 12.5), (-17.0, -179.99), (42.5, 20.0)]), st.sampled_from([1, 5, 10, 700])),
    st.sampled_from(["photo", "video"]).map(
        lambda kind: Search(f"type:{kind}", lambda item: item.facts.kind.value == kind)
    ),
    st.just(FAVORITE),
)


def _all(parts: list[Search]) -> Search:
    text = " ".join(part.text if " | " not in part.text else f"({part.text})" for part in parts)
    return Search(text, lambda item: all(part.wants(item) for part in parts))


def _any(parts: list[Search]) -> Search:
    return Search(" | ".join(f"({part.text})" for part in parts), lambda item: any(part.wants(item) for part in parts))


def _not(part: Search) -> Search:
    return Search(f"-({part.text})", lambda item: not part.wants(item))


def _joined(inner: st.SearchStrategy[Search]) -> st.SearchStrategy[Search]:
    several = st.lists(inner, min_size=2, max_size=3)
    return several.map(_all) | several.map(_any) | inner.map(_not)


def _placed(search: Search, trashed: bool) -> Search:  # noqa: FBT001  # drawn by hypothesis
    text = f"({search.text}) is:trashed" if trashed else search.text
    return Search(text, lambda item: item.trashed == trashed and search.wants(item))


EVERYTHING = Search("", lambda _: True)
searches = st.builds(
    _placed,
    st.just(EVERYTHING) | st.recursive(terms, _joined, max_leaves=5),
    st.sampled_from([False, False, False, True]),
).filter(lambda search: "()" not in search.text)
