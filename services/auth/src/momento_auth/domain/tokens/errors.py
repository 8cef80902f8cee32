"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from momento_auth.domain.errors import AuthError


class TokenInvalid(AuthError):
    """The token was not made by auth for this purpose."""

    reason = "TOKEN_INVALID"


class TokenExpired(AuthError):
    """The token was good once."""

    reason = "TOKEN_EXPIRED"


class ScopeMissing(AuthError):
    """The token is good, but not for this."""

    reason = "SCOPE_MISSING"


class ScopesInvalid(AuthError):
    """An API key cannot be for this."""

    reason = "SCOPES_INVALID"


class UploadIdInvalid(AuthError):
    """The text names no upload."""

    reason = "UPLOAD_ID_INVALID"
