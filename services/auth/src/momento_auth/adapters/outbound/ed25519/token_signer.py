"""JSON Web Tokens signed with Ed25519, by joserfc."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, TypeVar

from joserfc import jwt
from momento_chassis import identity

from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid
from momento_auth.domain.tokens.export_grant import ExportGrant
from momento_auth.domain.tokens.scope import Scope
from momento_auth.domain.tokens.token import AccessClaims
from momento_auth.domain.tokens.upload_grant import UploadGrant, UploadId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
    from momento_auth.application.ports.clock import Clock
    from momento_auth.domain.tokens.token import VerificationKey

_TOKEN_ID_BYTES: Final = 16
Claims = TypeVar("Claims")


class Ed25519TokenSigner:
    """Implements `TokenSigner`; reads tokens by the same rules as every other service, the chassis' own."""

    def __init__(self, key_ring: KeyRing, clock: Clock) -> None:
        self._key_ring = key_ring
        self._clock = clock
        self._verifier = identity.TokenVerifier(key_ring, clock.now)

    def sign_access_token(self, claims: AccessClaims) -> str:
        """A JWT of type `at+jwt` (RFC 9068)."""
        subject = {
            "sub": str(claims.user_id),
            "sid": str(claims.session_id),
            "scope": " ".join(sorted(claims.scopes)),
        }
        return self._sign(identity.ACCESS_TYPE, identity.ACCESS_AUDIENCE, claims.expires_at, subject)

    def read_access_token(self, token: str) -> AccessClaims:
        """Checks and reads; see the port."""
        read = _translated(self._verifier.verify_access_token, token)
        return AccessClaims(UserId(read.user_id), SessionId(read.session_id), read.expires_at, _known(read.scopes))

    def sign_upload_grant(self, grant: UploadGrant) -> str:
        """A JWT of type `upload-grant+jwt`, for catalog alone."""
        subject = {"sub": str(grant.user_id), "sid": str(grant.session_id), "upload_id": str(grant.upload_id)}
        return self._sign(identity.GRANT_TYPE, identity.GRANT_AUDIENCE, grant.expires_at, subject)

    def read_upload_grant(self, token: str) -> UploadGrant:
        """Checks and reads; see the port."""
        read = _translated(self._verifier.verify_upload_grant, token)
        return UploadGrant(UserId(read.user_id), SessionId(read.session_id), UploadId(read.upload_id), read.expires_at)

    def sign_export_grant(self, grant: ExportGrant) -> str:
        """A JWT of type `export-grant+jwt`, for auth alone."""
        subject = {"sub": str(grant.user_id), "sid": str(grant.session_id), "scope": " ".join(sorted(grant.scopes))}
        return self._sign(identity.EXPORT_TYPE, identity.EXPORT_AUDIENCE, grant.expires_at, subject)

    def read_export_grant(self, token: str) -> ExportGrant:
        """Checks and reads; see the port."""
        read = _translated(self._verifier.verify_export_grant, token)
        return ExportGrant(UserId(read.user_id), SessionId(read.session_id), _known(read.scopes), read.expires_at)

    def verification_keys(self) -> Sequence[VerificationKey]:
        """All public keys, newest first."""
        return self._key_ring.verification_keys()

    def _sign(self, token_type: str, audience: str, expires_at: datetime, subject: dict[str, str]) -> str:
        signing, now = self._key_ring.signing_key(), int(self._clock.now().timestamp())
        header = {"alg": identity.ALGORITHM, "typ": token_type, "kid": signing.key_id}
        claims: dict[str, str | int] = {
            "iss": identity.ISSUER,
            "aud": audience,
            "iat": now,
            "nbf": now,
            "exp": int(expires_at.timestamp()),
            "jti": secrets.token_urlsafe(_TOKEN_ID_BYTES),
            **subject,
        }
        return jwt.encode(header, claims, signing.private, algorithms=[identity.ALGORITHM])


def _known(scopes: frozenset[str]) -> frozenset[Scope]:
    """Those that there are here: a scope that this version does not know is one that it never asks for."""
    return frozenset(scope for scope in Scope if scope.value in scopes)


def _translated(verify: Callable[[str], Claims], token: str) -> Claims:
    try:
        return verify(token)
    except identity.TokenInvalid as error:
        raise TokenInvalid(str(error)) from error
    except identity.TokenExpired as error:
        raise TokenExpired(str(error)) from error
