"""Tokens as auth signs them, and as a forger would."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
USER = "01arz3ndektsv4rrffq69g5fad"
SESSION = "01arz3ndektsv4rrffq69g5fzz"
UPLOAD = "01m80gb91p692ex4de2zsjs4vz"
KEY_ID = "first"


class Signer:
    """Has a key of its own, and is a key source that knows only that key."""

    def __init__(self) -> None:
        self._private = OKPKey.generate_key("Ed25519")
        self.public_jwk = self._private.as_dict(private=False)
        self.asked: list[str] = []

    def key(self, key_id: str) -> OKPKey | None:
        """See `KeySource`."""
        self.asked.append(key_id)
        return OKPKey.import_key(self.public_jwk) if key_id == KEY_ID else None

    def sign(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        """A token with this header, whose `alg` may be only that of the key, and these claims."""
        return jwt.encode({"alg": "Ed25519", "kid": KEY_ID, **header}, claims, self._private, algorithms=["Ed25519"])


def access_claims(**changes: Any) -> dict[str, Any]:
    """What a good access token says; a change to None leaves a claim out."""
    start = int(NOW.timestamp())
    good = {
        "iss": "momento-auth",
        "aud": "momento",
        "sub": USER,
        "sid": SESSION,
        "jti": "x",
        "iat": start,
        "nbf": start,
        "exp": start + 600,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def grant_claims(**changes: Any) -> dict[str, Any]:
    """What a good upload grant says."""
    return access_claims(**({"aud": "momento-catalog", "upload_id": UPLOAD} | changes))


def unsigned(header: Any, claims: Any, signature: bytes = b"") -> str:
    """A token whose parts are just written down."""
    return ".".join(encoded(json.dumps(part).encode()) for part in (header, claims)) + "." + encoded(signature)


def encoded(part: bytes) -> str:
    """Base64 as tokens have it (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
