"""Trade an access token for leave to record one upload later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.upload_grant import UploadGrant, UploadId

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.verify_token import VerifyToken
    from momento_auth.domain.session import SessionLimits


@dataclass(frozen=True, slots=True)
class GrantedUpload:
    """A grant and the token that proves it."""

    grant: UploadGrant
    token: str = field(repr=False)


class GrantUpload:
    """Exchanges a token for a narrower one (in the spirit of RFC 8693)."""

    def __init__(self, verify_token: VerifyToken, signer: TokenSigner, limits: SessionLimits, clock: Clock) -> None:
        self._verify_token = verify_token
        self._signer = signer
        self._limits = limits
        self._clock = clock

    def __call__(self, access_token: str, upload_id: str) -> GrantedUpload:
        """The grant for one upload.

        Raises:
            UploadIdInvalid: `upload_id` is no lower-case ULID.
            TokenInvalid, TokenExpired, SessionEnded: as `VerifyToken` does.
        """
        verified = self._verify_token(access_token)
        grant = UploadGrant.issue(verified.session, UploadId.parse(upload_id), self._clock.now(), self._limits)
        return GrantedUpload(grant, self._signer.sign_upload_grant(grant))
