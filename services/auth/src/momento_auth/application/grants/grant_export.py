"""Trade an access token for leave to read that lasts as long as a large download."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.tokens.export_grant import ExportGrant
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.verify_token import VerifyToken


@dataclass(frozen=True, slots=True)
class GrantedExport:
    """A grant and the token that proves it."""

    grant: ExportGrant
    token: str = field(repr=False)


class GrantExport:
    """Exchanges a token for a narrower one (in the spirit of RFC 8693): nobody but auth takes it."""

    def __init__(self, verify_token: VerifyToken, signer: TokenSigner, clock: Clock) -> None:
        self._verify_token = verify_token
        self._signer = signer
        self._clock = clock

    def __call__(self, access_token: str) -> GrantedExport:
        """The grant, of those of the token's scopes that only read.

        Raises:
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken` does.
        """
        verified = self._verify_token(access_token, Scope.MEDIA_READ)
        grant = ExportGrant.issue(verified.claims, self._clock.now(), verified.session_ends)
        return GrantedExport(grant, self._signer.sign_export_grant(grant))
