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
    """What was sent cannot be understood; correct it.

    `position` is the character of a search where the mistake begins, counted from 1.
    """

    def __init__(
        self, reason: str, message: str, *, retry_after_seconds: int | None = None, position: int | None = None
    ) -> None:
        super().__init__(reason, message, retry_after_seconds=retry_after_seconds)
        self.position = position


class Unauthenticated(IngestError):
    """It is not known who asks; sign in or renew the session."""


class SessionOver(Unauthenticated):
    """The session that was to be renewed has ended: nothing of it may stay where it was."""


class SecondFactorRequired(Unauthenticated):
    """The password was right, and is not enough.

    `challenge` is to be answered by one of `methods`; `passkey_options` is JSON for the browser, or empty.
    """

    def __init__(self, message: str, *, challenge: str, methods: list[str], passkey_options: str) -> None:
        super().__init__("SECOND_FACTOR_REQUIRED", message)
        self.challenge = challenge
        self.methods = methods
        self.passkey_options = passkey_options


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


class AlreadyStored(Conflict):
    """The user has these bytes already; `upload_id` names the item that holds them."""

    def __init__(self, upload_id: str) -> None:
        super().__init__("ALREADY_STORED", "You have this file already; there is no need to send it.")
        self.upload_id = upload_id


class Rejected(IngestError):
    """Inspection found that it must not be stored.

    `signature` names what the malware engine found, `signature_version` the database that it was found with.
    """

    def __init__(self, reason: str, message: str, *, signature: str = "", signature_version: str = "") -> None:
        super().__init__(reason, message)
        self.signature = signature
        self.signature_version = signature_version


class TooManyRequests(IngestError):
    """Too much at once; come back later."""


class RangeNotSatisfiable(IngestError):
    """It has no such range; `content_range` says what it has (RFC 9110, section 14.4), or is empty."""

    def __init__(self, reason: str, message: str, *, content_range: str = "") -> None:
        super().__init__(reason, message)
        self.content_range = content_range


class Unavailable(IngestError):
    """Something that is needed does not answer; nothing was stored; try again later."""


class NoVerdict(Unavailable):
    """A file was inspected, but the inspection ended without a verdict, and not because a part of Momento was away.

    The file itself may be the reason, so anyone who asks again has to count.
    """


class InsufficientStorage(IngestError):
    """There is no room for it now."""


class Locked(IngestError):
    """Another request is at work on it."""


class TooSlow(IngestError):
    """The sender has stopped or is far too slow; what has arrived is kept where sending can be resumed."""


class ChecksumMismatch(IngestError):
    """Bytes arrived otherwise than they were sent; send them again."""


class PreconditionRequired(IngestError):
    """It must be said which version is meant."""
