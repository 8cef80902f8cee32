"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from momento_auth.domain.errors import AuthError


class ExpiryInvalid(AuthError):
    """An API key cannot end then."""

    reason = "EXPIRY_INVALID"


class ApiKeysExhausted(AuthError):
    """The account has as many API keys as it may have."""

    reason = "API_KEYS_EXHAUSTED"


class ApiKeyUnknown(AuthError):
    """The account has no such API key that was not revoked."""

    reason = "API_KEY_UNKNOWN"
