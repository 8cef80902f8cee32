"""The filters of the language: each reads one value into a term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.inbound.query_language.dates import period_of
from momento_catalog.adapters.inbound.query_language.spans import circle_of
from momento_catalog.domain.errors import TagInvalid
from momento_catalog.domain.index.searched_item import TextKind
from momento_catalog.domain.records.facts import MediaKind
from momento_catalog.domain.records.tags import TagName, TagSource
from momento_catalog.domain.search.terms import Device, Favorite, Near, OfKind, Taken, TakenWith
from momento_catalog.domain.search.text_terms import Located, PlaceLevel, Tagged, Words
from momento_catalog.domain.timeline.timeline import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from momento_catalog.adapters.inbound.query_language.values import Value
    from momento_catalog.domain.search.query import Term

TRASHED: Final = "trashed"
_KINDS: Final = {kind.value: kind for kind in MediaKind}


def _tagged(name: str, source: TagSource | None = None) -> Callable[[Value], Term]:
    return lambda value: Tagged(name, _tag(value), value.open_ended, source)


def _located(level: PlaceLevel) -> Callable[[Value], Term]:
    return lambda value: Located(level, _tag(value), value.open_ended)


def _tag(value: Value) -> str:
    try:
        return TagName.typed(value.text).value
    except TagInvalid as error:
        raise value.mistake(str(error)) from error


def _text(where: TextKind) -> Callable[[Value], Term]:
    def read(value: Value) -> Term:
        words, ending = value.words_and_ending()
        return Words(words, ending, value.open_ended, where, quoted=value.quoted)

    return read


def _device(device: Device) -> Callable[[Value], Term]:
    return lambda value: TakenWith(device, value.words(), value.open_ended)


def _kind(value: Value) -> Term:
    kind = _KINDS.get(value.raw.lower())
    if kind is None:
        raise value.mistake(f"There is no type {value.shown}; ask for type:photo or type:video.")
    return OfKind(kind)


def _state(value: Value) -> Term:
    state = value.raw.lower()
    if state == TRASHED:
        sentence = "The trash is searched as a whole: write is:trashed alone, without -, | or parentheses around it."
        raise value.mistake(sentence)
    if state != "favorite":
        raise value.mistake(f"Nothing can be {value.shown}; ask for is:favorite or is:trashed.")
    return Favorite()


def _taken(value: Value) -> Term:
    return Taken(period_of(value), f"taken:{value.text}")


def _after(value: Value) -> Term:
    return Taken(Period(begin=period_of(value).begin), f"after:{value.text}")


def _before(value: Value) -> Term:
    return Taken(Period(end=period_of(value).begin), f"before:{value.text}")


def _near(value: Value) -> Term:
    return Near(circle_of(value))


FILTERS: Final[Mapping[str, Callable[[Value], Term]]] = {
    "tag": _tagged("tag"),
    "type": _kind,
    "place": _located(PlaceLevel.ANY),
    "country": _located(PlaceLevel.COUNTRY),
    "city": _located(PlaceLevel.CITY),
    "camera": _device(Device.CAMERA),
    "lens": _device(Device.LENS),
    "taken": _taken,
    "after": _after,
    "before": _before,
    "filename": _text(TextKind.FILE_NAME),
    "title": _text(TextKind.TITLE),
    "color": _tagged("color", TagSource.COLOUR),
    "is": _state,
    "near": _near,
}
ALIASES: Final = {"colour": "color"}
