"""Tokens that are known because their signer wrote them down."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid
from momento_auth.domain.tokens.export_grant import ExportGrant
from momento_auth.domain.tokens.token import AccessClaims, VerificationKey
from momento_auth.domain.tokens.upload_grant import UploadGrant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.ports.clock import Clock

_LEEWAY = timedelta(seconds=30)


class LedgerTokenSigner:
    """Gives out numbered tokens and looks them up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._issued: dict[str, tuple[AccessClaims | UploadGrant | ExportGrant, datetime]] = {}

    def sign_access_token(self, claims: AccessClaims) -> str:
        return self._write(claims)

    def read_access_token(self, token: str) -> AccessClaims:
        claims = self._read(token)
        if not isinstance(claims, AccessClaims):
            raise TokenInvalid("The token was made for something else.")
        return claims

    def sign_upload_grant(self, grant: UploadGrant) -> str:
        return self._write(grant)

    def read_upload_grant(self, token: str) -> UploadGrant:
        grant = self._read(token)
        if not isinstance(grant, UploadGrant):
            raise TokenInvalid("The token was made for something else.")
        return grant

    def sign_export_grant(self, grant: ExportGrant) -> str:
        return self._write(grant)

    def read_export_grant(self, token: str) -> ExportGrant:
        grant = self._read(token)
        if not isinstance(grant, ExportGrant):
            raise TokenInvalid("The token was made for something else.")
        return grant

    def verification_keys(self) -> Sequence[VerificationKey]:
        return [VerificationKey("ledger", '{"kid": "ledger", "kty": "OKP"}')]

    def _write(self, claims: AccessClaims | UploadGrant | ExportGrant) -> str:
        token = f"token-{next(self._numbers)}"
        self._issued[token] = claims, self._clock.now()
        return token

    def _read(self, token: str) -> AccessClaims | UploadGrant | ExportGrant:
        if token not in self._issued:
            raise TokenInvalid("The token cannot be verified.")
        claims, issued_at = self._issued[token]
        if issued_at > self._clock.now() + _LEEWAY:
            raise TokenInvalid("The token is not valid yet.")
        if claims.expires_at <= self._clock.now() - _LEEWAY:
            raise TokenExpired("The token has expired.")
        return claims
