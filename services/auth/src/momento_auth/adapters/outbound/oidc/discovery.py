"""What the provider publishes of itself: its endpoints (OpenID Connect Discovery 1.0) and its keys (RFC 7517)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwk
from joserfc.errors import JoseError

from momento_auth.adapters.outbound.oidc.secure_address import secure_address

if TYPE_CHECKING:
    from datetime import datetime

    from joserfc.jwk import Key

    from momento_auth.application.ports.clock import Clock

_LIFETIME: Final = timedelta(hours=1)
_KEY_TYPES: Final = frozenset({"RSA", "EC", "OKP"})
"""Asymmetric ones: a provider that published a symmetric key would have published how to forge."""
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Documents(Protocol):
    """Fetches JSON objects."""

    def __call__(self, address: str) -> dict[str, Any]:
        """The object at `address`; raises `httpx2.HTTPError` or `ValueError` when there is none."""


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: OpenIDProviderMetadata
    keys: list[Key]
    until: datetime


class Discovery:
    """Remembers both for an hour, and asks for the keys once more when a token names one that is new.

    Every method raises `httpx2.HTTPError` or `ValueError` when the provider does not publish what it has to.
    """

    def __init__(self, issuer: str, fetch: Documents, clock: Clock) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._known: _Known | None = None

    def metadata(self) -> OpenIDProviderMetadata:
        """The endpoints and what they can do."""
        return self._now_known().metadata

    def key(self, header: dict[str, Any]) -> Key | None:
        """The key that a token's header names, or None when the provider has no such key, not even by now."""
        found = _matching(self._now_known().keys, header)
        if found is None:
            # Keys follow each other; each token makes us ask once at most, and each comes from the provider itself.
            found = _matching(self._learn().keys, header)
        return found

    def _now_known(self) -> _Known:
        known = self._known
        return known if known is not None and self._clock.now() < known.until else self._learn()

    def _learn(self) -> _Known:
        metadata = self._metadata()
        keys = _keys(self._fetch(metadata["jwks_uri"]))
        self._known = _Known(metadata, keys, self._clock.now() + _LIFETIME)
        return self._known

    def _metadata(self) -> OpenIDProviderMetadata:
        metadata = OpenIDProviderMetadata(self._fetch(get_well_known_url(self._issuer, external=True)))
        # Section 4.3: otherwise anybody could publish somebody else's name.
        if metadata.get("issuer") != self._issuer:
            raise ValueError("The provider names another issuer than the one that is configured.")
        for name in _ENDPOINTS:
            secure_address(str(metadata.get(name, "")))
        return metadata


def _keys(published: dict[str, Any]) -> list[Key]:
    listed = published.get("keys")
    if not isinstance(listed, list):
        raise TypeError("The provider publishes no list of keys.")
    found = (_key(each) for each in listed if isinstance(each, dict))
    return [key for key in found if key is not None]


def _key(published: dict[str, Any]) -> Key | None:
    if published.get("kty") not in _KEY_TYPES or published.get("use", "sig") != "sig":
        return None
    try:
        return jwk.import_key(published)
    except (JoseError, ValueError):
        # Of a kind that we cannot read; a token that names it is refused, and others are not concerned.
        return None


def _matching(keys: list[Key], header: dict[str, Any]) -> Key | None:
    """By `kid`; without one only where there is no choice (Core, section 10.1)."""
    named = header.get("kid")
    found = [key for key in keys if key.kid == named] if named is not None else keys
    return found[0] if len(found) == 1 else None
