"""The checks of an ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError

from momento_auth.domain.sso.errors import (
    IdTokenAlgorithmRefused,
    IdTokenAudienceWrong,
    IdTokenExpired,
    IdTokenInvalid,
    IdTokenIssuerWrong,
    IdTokenKeyUnknown,
    IdTokenNonceWrong,
    IdTokenSignatureWrong,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from joserfc.jwk import Key

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Asymmetric ones. With `none` anybody could sign, and with HMAC anybody who knows the client's secret."""
MAX_TOKEN_LENGTH: Final = 16 * 1024
_LEEWAY_SECONDS: Final = 30
_OLDEST_SECONDS: Final = 600
"""A journey takes ten minutes at most, and the token is made at its end."""
_FAULTS: Final[Mapping[str, type[IdTokenInvalid]]] = {
    "iss": IdTokenIssuerWrong,
    "aud": IdTokenAudienceWrong,
    "azp": IdTokenAudienceWrong,
    "nonce": IdTokenNonceWrong,
    "exp": IdTokenExpired,
    "iat": IdTokenExpired,
    "nbf": IdTokenExpired,
}
"""Which fault it is when a claim is wrong or missing; every other is a token that cannot be read."""
_AGAIN: Final = "sign in again, and if that does not help, contact the administrator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token has to say."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    access_token: str = field(repr=False)
    now: datetime


def read_id_token(token: str, key_for: Callable[[dict[str, Any]], Key | None], expected: Expected) -> dict[str, Any]:
    """The claims of a token that is good in every respect.

    Raises:
        IdTokenInvalid: it is not; the member of the family says in which.
    """
    header = _header(token)
    if header.get("alg") not in ALGORITHMS:
        raise IdTokenAlgorithmRefused(f"The provider's proof is not signed by an algorithm that is safe; {_AGAIN}")
    key = key_for(header)
    if key is None:
        raise IdTokenKeyUnknown(f"The provider's proof is signed with a key that it does not publish; {_AGAIN}")
    claims = _verified(token, key)
    _check(claims, header, expected)
    return claims


def _header(token: str) -> dict[str, Any]:
    try:
        if len(token) > MAX_TOKEN_LENGTH:
            raise _unreadable()
        return dict(jws.extract_compact(token.encode()).headers())
    except (JoseError, ValueError) as error:
        raise _unreadable() from error


def _verified(token: str, key: Key) -> dict[str, Any]:
    try:
        return dict(jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims)
    except BadSignatureError as error:
        raise IdTokenSignatureWrong(f"The provider's proof was altered on its way; {_AGAIN}") from error
    except (JoseError, ValueError) as error:
        raise _unreadable() from error


def _check(claims: dict[str, Any], header: dict[str, Any], expected: Expected) -> None:
    options = {"iss": {"essential": True, "value": expected.issuer}}
    params = {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token}
    now = int(expected.now.timestamp())
    try:
        CodeIDToken(claims, header, options, params).validate(now, _LEEWAY_SECONDS)
    except ClaimError as error:
        raise _FAULTS.get(error.claim, IdTokenInvalid)(
            f"The provider's proof is not meant for this; {_AGAIN}"
        ) from error
    # Authlib takes any audience, and further ones; we trust none but ourselves.
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        raise IdTokenAudienceWrong(f"The provider's proof is meant for another application; {_AGAIN}")
    if claims["iat"] < now - _OLDEST_SECONDS - _LEEWAY_SECONDS:
        raise IdTokenExpired(f"The provider's proof is too old; {_AGAIN}")


def _unreadable() -> IdTokenInvalid:
    return IdTokenInvalid(f"The provider's proof cannot be read; {_AGAIN}")
