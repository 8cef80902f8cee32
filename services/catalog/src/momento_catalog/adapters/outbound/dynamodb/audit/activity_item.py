"""An event as an item of the table of activity."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.outbound.dynamodb.keys import read_time, write_time
from momento_catalog.adapters.outbound.dynamodb.tables import EVENT_ID, EXPIRES_AT, USER_ID
from momento_catalog.domain.audit.event import ActivityEvent, Details, EventKind, Outcome
from momento_catalog.domain.audit.event_id import EventId
from momento_catalog.domain.identifiers import UserId

if TYPE_CHECKING:
    from momento_catalog.adapters.outbound.dynamodb.tables import Item

_MEDIA_COUNT: Final = "media_count"
_DETAILS: Final = tuple(field.name for field in fields(Details) if field.name != _MEDIA_COUNT)


def write_event(event: ActivityEvent) -> Item:
    """The item that holds `event`; details that do not apply are left out."""
    texts = {
        USER_ID: str(event.user_id),
        EVENT_ID: str(event.event_id),
        "at": write_time(event.at),
        "event": event.kind.value,
        "outcome": event.outcome.value,
        **{name: getattr(event.details, name) for name in _DETAILS},
    }
    item: Item = {name: {"S": text} for name, text in texts.items() if text}
    if event.details.media_count:
        item[_MEDIA_COUNT] = {"N": str(event.details.media_count)}
    if event.expires_at is not None:
        item[EXPIRES_AT] = {"N": str(int(event.expires_at.timestamp()))}
    return item


def read_event(item: Item) -> ActivityEvent:
    """The event that `write_event` wrote as `item`."""
    details = {name: item[name]["S"] for name in _DETAILS if name in item}
    return ActivityEvent(
        event_id=EventId(item[EVENT_ID]["S"]),
        user_id=UserId(item[USER_ID]["S"]),
        at=read_time(item["at"]["S"]),
        kind=EventKind(item["event"]["S"]),
        outcome=Outcome(item["outcome"]["S"]),
        details=Details(**details, media_count=int(item[_MEDIA_COUNT]["N"]) if _MEDIA_COUNT in item else 0),
        passing=EXPIRES_AT in item,
    )
