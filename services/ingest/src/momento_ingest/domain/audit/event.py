"""What happened in an account, and how a reader goes on: events come from several services and sort by their ids."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.identifiers import UserId

_SEAL_BYTES: Final = 16
_PURPOSE: Final = b"momento activity cursor 1"
_EVENT_ID: Final = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")


@dataclass(frozen=True, slots=True)
class ActivityEvent:
    """One event; empty where something does not apply. See `momento.activity.v1.ActivityEvent` for each field."""

    event_id: str
    at: datetime
    event: str
    outcome: str
    reason: str = ""
    upload_id: str = ""
    session_id: str = ""
    address: str = ""
    file_name: str = ""
    sha256: str = ""
    signature: str = ""
    signature_version: str = ""
    item_id: str = ""
    changed: str = ""
    media_count: int = 0


class ActivityCursors:
    """Places in a history, sealed to the user whose history it is (HMAC-SHA-256, RFC 2104, cut to 128 bits)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, user: UserId, event_id: str) -> str:
        """The cursor that goes on after an event."""
        place = event_id.encode()
        return base64.urlsafe_b64encode(self._seal(user, place) + place).rstrip(b"=").decode()

    def read(self, user: UserId, cursor: str) -> str:
        """The event that a cursor goes on after.

        Raises:
            InvalidInput: it was not made for this user.
        """
        try:
            sealed = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise _foreign() from error
        seal, place = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(user, place)) or not _EVENT_ID.fullmatch(place.decode("ascii")):
            raise _foreign()
        return place.decode("ascii")

    def _seal(self, user: UserId, place: bytes) -> bytes:
        text = b"\0".join((_PURPOSE, user.value.encode(), place))
        return hmac.digest(self._key, text, hashlib.sha256)[:_SEAL_BYTES]


def _foreign() -> InvalidInput:
    return InvalidInput("CURSOR_INVALID", "The cursor does not belong to this list; begin again without one.")
