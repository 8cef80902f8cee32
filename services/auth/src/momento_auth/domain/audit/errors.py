"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from momento_auth.domain.errors import AuthError


class PageSizeInvalid(AuthError):
    """A page that is too large or too small."""

    reason = "PAGE_SIZE_INVALID"


class EventIdInvalid(AuthError):
    """The text names no event."""

    reason = "EVENT_ID_INVALID"
