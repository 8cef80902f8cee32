"""What happened to a user's media: events, which are kept and never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import EventInvalid
from momento_catalog.domain.text import has_forbidden
from momento_catalog.domain.timestamps import whole_milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from momento_catalog.domain.audit.event_id import EventId
    from momento_catalog.domain.identifiers import UserId

PASSING_DAYS: Final = timedelta(days=90)
"""How long events are kept that changed nothing: anybody can cause as many of them as they like."""
_REASON: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_MAX_TEXT_LENGTH: Final = 255


class EventKind(Enum):
    """What happened."""

    UPLOAD_ACCEPTED = "upload.accepted"
    UPLOAD_REJECTED = "upload.rejected"
    UPLOAD_TERMINATED = "upload.terminated"
    UPLOAD_EXPIRED = "upload.expired"
    MEDIA_EDITED = "media.edited"
    MEDIA_TRASHED = "media.trashed"
    MEDIA_RESTORED = "media.restored"
    MEDIA_PURGED = "media.purged"
    LINK_ISSUED = "link.issued"
    ACCESS_DENIED = "access.denied"


class Outcome(Enum):
    """How it ended."""

    SUCCESS = "success"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Details:
    """What else is known of an event; empty where it does not apply.

    Attributes:
        reason: why, a stable code in UPPER_SNAKE.
        upload_id: the upload or item, as it was asked for.
        file_name: as the user's machine called the file.
        sha256: of the file, once its last byte had arrived.
        signature: what the malware engine found.
        signature_version: of the database that the file was held against.
        item_id: the item that has the same bytes, where the upload became none of its own.
        changed: what an edit changed, separated by commas.
        media_count: how many items an act changed that was one for all of them, otherwise 0.
    """

    reason: str = ""
    upload_id: str = ""
    file_name: str = ""
    sha256: str = ""
    signature: str = ""
    signature_version: str = ""
    item_id: str = ""
    changed: str = ""
    media_count: int = 0

    def __post_init__(self) -> None:
        if self.reason and not _REASON.fullmatch(self.reason):
            raise EventInvalid("A reason is a code in capital letters.")
        for text in (getattr(self, field.name) for field in fields(self) if field.name != "media_count"):
            if len(text) > _MAX_TEXT_LENGTH or has_forbidden(text):
                raise EventInvalid(
                    f"A field of an event has at most {_MAX_TEXT_LENGTH} characters, all of them visible."
                )


@dataclass(frozen=True, slots=True)
class ActivityEvent:
    """One event of one user.

    Attributes:
        event_id: its place among all events of the user.
        passing: whether it changed nothing, so that it need not be kept for good.
    """

    event_id: EventId
    user_id: UserId
    at: datetime
    kind: EventKind
    outcome: Outcome
    details: Details
    passing: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", whole_milliseconds(self.at))

    @property
    def expires_at(self) -> datetime | None:
        """When it may be forgotten; None for one that is kept for good."""
        return self.at + PASSING_DAYS if self.passing else None

    def joined(self, older: ActivityEvent) -> ActivityEvent:
        """This event and an older one of the same series as one, which stands where the older one does."""
        changed = dict.fromkeys((*older.details.changed.split(","), *self.details.changed.split(",")))
        details = replace(
            older.details,
            upload_id="",
            changed=",".join(changed),
            media_count=older.details.media_count + self.details.media_count,
        )
        return replace(older, details=details)


def acts(events: Iterable[ActivityEvent]) -> Iterator[ActivityEvent]:
    """`events`, newest first, with those of one act on many items as one: it counts the items, and names none."""
    act: ActivityEvent | None = None
    for event in events:
        if act is not None and act.details.media_count and act.event_id.series == event.event_id.series:
            act = act.joined(event)
            continue
        if act is not None:
            yield act
        act = replace(event, details=replace(event.details, upload_id="")) if event.details.media_count else event
    if act is not None:
        yield act
