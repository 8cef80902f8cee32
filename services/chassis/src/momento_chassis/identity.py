"""Checks who a call is for: access tokens and upload grants, both JWTs signed by auth (RFC 7519, RFC 8037).

OWASP ASVS V9.1 and V9.2: one algorithm is allowed, keys come from auth and never from the token, and type, issuer,
audience and times are all required.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from joserfc.jwk import OKPKey

ISSUER: Final = "momento-auth"
ALGORITHM: Final = "Ed25519"
"""The fully specified name of RFC 9864; the older polymorphic name EdDSA is not accepted."""
ACCESS_AUDIENCE: Final = "momento"
ACCESS_TYPE: Final = "at+jwt"
GRANT_AUDIENCE: Final = "momento-catalog"
GRANT_TYPE: Final = "upload-grant+jwt"
EXPORT_AUDIENCE: Final = "momento-auth"
EXPORT_TYPE: Final = "export-grant+jwt"
MEDIA_READ: Final = "media:read"
"""Scope: see, search and download one's media."""
MEDIA_WRITE: Final = "media:write"
"""Scope: upload, edit and delete one's media, and see what became of an upload."""
ACCOUNT_READ: Final = "account:read"
"""Scope: see one's account and its history."""
ACCOUNT_MANAGE: Final = "account:manage"
"""Scope: sessions, password and keys; tokens of sessions have it, and no API key ever does."""
MEDIA_PURGE: Final = "media:purge"
"""Scope: end a whole library; auth gives it for accounts that were closed, and to nobody who signs in."""
ACCOUNTS_ADMINISTER: Final = "accounts:administer"
"""Scope: see and change the accounts of others, and how much they store; tokens of administrators' sessions have it."""
SCOPES: Final = frozenset({MEDIA_READ, MEDIA_WRITE, ACCOUNT_READ, ACCOUNT_MANAGE, ACCOUNTS_ADMINISTER})
"""What sessions can have, all of it."""
LEEWAY_SECONDS: Final = 30
"""How far two machines' clocks may disagree before a token is refused."""

_ULID = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")
_MAXIMUM_TOKEN_LENGTH: Final = 4096


class TokenInvalid(Exception):
    """The token was not made by auth for this purpose."""

    reason = "TOKEN_INVALID"


class TokenExpired(Exception):
    """The token was good once; a new one is needed."""

    reason = "TOKEN_EXPIRED"


class ScopeMissing(Exception):
    """The token is good, but not for this."""

    reason = "SCOPE_MISSING"


class KeySource(Protocol):
    """Where auth's public keys come from."""

    def key(self, key_id: str) -> OKPKey | None:
        """The public key named `key_id`, or None when auth has no such key.

        Raises an error of its own when auth cannot be asked: that is no verdict on the token.
        """


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a good access token says."""

    user_id: str
    session_id: str
    expires_at: datetime
    scopes: frozenset[str] = frozenset()

    def require(self, *any_of: str) -> None:
        """Raises `ScopeMissing` unless the token has one of these scopes."""
        if self.scopes.isdisjoint(any_of):
            raise ScopeMissing(f"This needs a token with the scope {' or '.join(any_of)}; use another key, or sign in.")


@dataclass(frozen=True, slots=True)
class GrantClaims:
    """What a good upload grant says."""

    user_id: str
    session_id: str
    upload_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ExportClaims:
    """What a good export grant says."""

    user_id: str
    session_id: str
    expires_at: datetime
    scopes: frozenset[str]


class TokenVerifier:
    """Checks tokens with auth's public keys, without asking auth about each of them."""

    def __init__(self, keys: KeySource, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._keys = keys
        self._now = now

    def verify_access_token(self, token: str) -> AccessClaims:
        """The claims of an access token.

        Raises:
            TokenInvalid: it is malformed, forged, or meant for something else.
            TokenExpired: it is genuine but too old.
        """
        claims = self._verify(token, ACCESS_TYPE, ACCESS_AUDIENCE)
        user_id, session_id = _identifier(claims, "sub"), _identifier(claims, "sid")
        return AccessClaims(user_id, session_id, _moment(claims, "exp"), _scopes(claims))

    def verify_upload_grant(self, token: str) -> GrantClaims:
        """The claims of an upload grant; raises as `verify_access_token` does."""
        claims = self._verify(token, GRANT_TYPE, GRANT_AUDIENCE)
        user_id, session_id, upload_id = (_identifier(claims, name) for name in ("sub", "sid", "upload_id"))
        return GrantClaims(user_id, session_id, upload_id, _moment(claims, "exp"))

    def verify_export_grant(self, token: str) -> ExportClaims:
        """The claims of an export grant; raises as `verify_access_token` does."""
        claims = self._verify(token, EXPORT_TYPE, EXPORT_AUDIENCE)
        user_id, session_id = _identifier(claims, "sub"), _identifier(claims, "sid")
        return ExportClaims(user_id, session_id, _moment(claims, "exp"), _scopes(claims))

    def _verify(self, token: str, token_type: str, audience: str) -> dict[str, Any]:
        if len(token) > _MAXIMUM_TOKEN_LENGTH:
            raise TokenInvalid("The token is too long to be one of ours; sign in again.")
        try:
            header = _header(token)
            key = self._keys.key(str(header.get("kid", "")))
            if key is None or header.get("typ") != token_type:
                raise TokenInvalid("The token was not made for this; sign in again.")
            claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError) as error:
            raise TokenInvalid("The token cannot be verified; sign in again.") from error
        self._check(claims, audience)
        return claims

    def _check(self, claims: dict[str, Any], audience: str) -> None:
        if claims.get("iss") != ISSUER or claims.get("aud") != audience:
            raise TokenInvalid("The token was made for something else; sign in again.")
        now = self._now().timestamp()
        if _number(claims, "nbf") > now + LEEWAY_SECONDS:
            raise TokenInvalid("The token is not valid yet; check the clocks.")
        if _number(claims, "exp") <= now - LEEWAY_SECONDS:
            raise TokenExpired("The token has expired; renew the session.")


def _header(token: str) -> dict[str, Any]:
    return dict(extract_compact(token.encode()).headers())


def _identifier(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not _ULID.fullmatch(value):
        raise TokenInvalid("The token names nobody we know; sign in again.")
    return value


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    """The scopes of RFC 9068, section 2.2.3, separated by spaces; a token that names none has none."""
    value = claims.get("scope", "")
    if not isinstance(value, str):
        raise TokenInvalid("The token says in no known way what it is for; sign in again.")
    return frozenset(value.split())


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TokenInvalid("The token lacks a time; sign in again.")
    return float(value)


def _moment(claims: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(_number(claims, name), UTC)
