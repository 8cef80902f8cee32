"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from momento_auth.domain.errors import AuthError


class SessionEnded(AuthError):
    """The session was signed out, has expired, or never was."""

    reason = "SESSION_ENDED"


class RefreshTokenReused(SessionEnded):
    """A refresh token came a second time, so its session was ended; callers see SESSION_ENDED."""


class SessionUnknown(AuthError):
    """The account has no such session that stands."""

    reason = "SESSION_UNKNOWN"
