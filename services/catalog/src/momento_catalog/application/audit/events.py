"""Makes the events of all use cases: each with its id, its moment, and how long it is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.audit.event import ActivityEvent, Details, EventKind, Outcome
from momento_catalog.domain.audit.event_id import EventId
from momento_catalog.domain.identifiers import ENTROPY_BYTES
from momento_catalog.domain.records.media import changed_between

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.media import Media

_EDITS: Final = (EventKind.MEDIA_EDITED, EventKind.MEDIA_TRASHED, EventKind.MEDIA_RESTORED)
_PASSING: Final = frozenset({EventKind.LINK_ISSUED})


class ActivityEvents:
    """Stamps events with the time."""

    def __init__(self, clock: Clock, entropy: Callable[[int], bytes] = secrets.token_bytes) -> None:
        """Takes the time, and where random bytes come from."""
        self._clock = clock
        self._entropy = entropy

    def happened(self, user_id: UserId, kind: EventKind, details: Details) -> ActivityEvent:
        """Something that was done now."""
        now = self._clock.now()
        event_id = EventId.at(now, self._entropy(ENTROPY_BYTES))
        return ActivityEvent(event_id, user_id, now, kind, Outcome.SUCCESS, details, kind in _PASSING)

    def edited(self, before: Media, after: Media) -> ActivityEvent:
        """An edit that led from `before` to `after` now: what it changed, and not to what."""
        changed = changed_between(before, after)
        details = Details(upload_id=str(after.upload_id), changed=",".join(changed))
        return self.happened(after.user_id, _kind(after, changed), details)

    def batch(self) -> BatchEvents:
        """What makes the events of one act on many items, done now."""
        now = self._clock.now()
        return BatchEvents(now, EventId.at(now, self._entropy(ENTROPY_BYTES)))

    def refused(self, user_id: UserId, kind: EventKind, details: Details) -> ActivityEvent:
        """Something that was refused now; the same refusal again within the minute is the same event.

        It is named after the beginning of its minute, so that anyone who keeps asking fills no table.
        """
        now = self._clock.now()
        return _refusal(user_id, now, kind, details)


@dataclass(frozen=True, slots=True)
class BatchEvents:
    """Makes the events of one act on many items: one for each item that it changes, kept with that change.

    Nothing has to be counted beforehand, and nothing that did not happen is noted. A reader sees them
    as one: see `momento_catalog.domain.audit.event.acts`.
    """

    moment: datetime
    first_id: EventId

    def edited(self, number: int, before: Media, after: Media) -> ActivityEvent:
        """The edit of item `number`, from 0, that led from `before` to `after`."""
        changed = changed_between(before, after)
        kind = _kind(after, changed)
        details = Details(upload_id=str(after.upload_id), changed=",".join(changed), media_count=1)
        event_id = self.first_id.member(_EDITS.index(kind), number)
        return ActivityEvent(event_id, after.user_id, self.moment, kind, Outcome.SUCCESS, details)


def accepted(media: Media, item_id: str = "") -> ActivityEvent:
    """An upload that was taken; made from the upload alone, so that it is the same anyone who records it, and when."""
    details = Details(
        upload_id=str(media.upload_id),
        file_name=media.file_name,
        sha256=str(media.sha256),
        signature_version=media.scan.signature_version,
        item_id=item_id,
    )
    return ended_upload(media.user_id, media.uploaded_at, EventKind.UPLOAD_ACCEPTED, Outcome.SUCCESS, details)


def ended_upload(
    user_id: UserId, moment: datetime, kind: EventKind, outcome: Outcome, details: Details
) -> ActivityEvent:
    """The end of an upload: told twice, it is one event."""
    event_id = EventId.of(moment, kind.value, details.upload_id)
    return ActivityEvent(event_id, user_id, moment, kind, outcome, details)


def refused_declaration(user_id: UserId, moment: datetime, details: Details) -> ActivityEvent:
    """A file that was refused before any of it was kept; the same one again within the minute is the same event."""
    return _refusal(user_id, moment, EventKind.UPLOAD_REJECTED, details)


def _refusal(user_id: UserId, moment: datetime, kind: EventKind, details: Details) -> ActivityEvent:
    minute = moment.replace(second=0, microsecond=0)
    event_id = EventId.of(minute, kind.value, details.reason, details.file_name)
    return ActivityEvent(event_id, user_id, moment, kind, Outcome.REFUSED, details, passing=True)


def _kind(after: Media, changed: tuple[str, ...]) -> EventKind:
    """What an edit is called: putting something into the trash and taking it out have names of their own."""
    if "trashed" not in changed:
        return EventKind.MEDIA_EDITED
    return EventKind.MEDIA_TRASHED if after.trashed else EventKind.MEDIA_RESTORED
