"""Keys of a provider, and ID tokens signed with them, also such as no provider should sign."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALLEST_BITS = 2048


class SigningKey:
    """One RSA key with a name."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        self._key = RSAKey.generate_key(SMALLEST_BITS, {"kid": key_id, "use": "sig", "alg": "RS256"})

    @property
    def public(self) -> dict[str, Any]:
        """What a provider publishes."""
        return dict(self._key.as_dict(private=False))

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A token by RS256."""
        return jwt.encode({"alg": "RS256", "kid": self.key_id}, dict(claims), self._key)


def unsigned(claims: Mapping[str, Any]) -> str:
    """A token with the algorithm `none`."""
    return ".".join((_part({"alg": "none"}), _part(claims), ""))


def signed_with_secret(claims: Mapping[str, Any], secret: str) -> str:
    """A token signed by HMAC with a secret that both sides know."""
    return jwt.encode({"alg": "HS256"}, dict(claims), OctKey.import_key(secret))


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
