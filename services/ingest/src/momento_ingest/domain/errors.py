"""Everything the edge can refuse, one class for each way a client should react.

`reason` is the stable code that clients may rely on; the text is for people.
"""

from __future__ import annotations


class IngestError(Exception):
    """The family; its members say how a client should react."""

    def __init__(self, reason: str, message: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class InvalidInput(IngestError):
    """What was sent cannot be understood; correct it."""


class Unauthenticated(IngestError):
    """It is not known who asks; sign in or renew the session."""


class Forbidden(IngestError):
    """Who asks may not do this."""


class NotFound(IngestError):
    """There is no such thing, or it belongs to somebody else: the answer is the same."""


class Conflict(IngestError):
    """It clashes with what is there."""


class PreconditionFailed(IngestError):
    """It was changed meanwhile; read it again."""


class TooLarge(IngestError):
    """It is larger than allowed."""


class UnsupportedMedia(IngestError):
    """It is not one of the kinds of file that Momento keeps."""


class Rejected(IngestError):
    """Inspection found that it must not be stored."""


class TooManyRequests(IngestError):
    """Too much at once; come back later."""


class Unavailable(IngestError):
    """Something that is needed does not answer; nothing was stored; try again later."""


class InsufficientStorage(IngestError):
    """There is no room for it now."""


class PreconditionRequired(IngestError):
    """It must be said which version is meant."""
