"""Trade an access token for leave to record one upload later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.tokens.scope import Scope
from momento_auth.domain.tokens.upload_grant import UploadGrant, UploadId

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.verify_token import VerifyToken


@dataclass(frozen=True, slots=True)
class GrantedUpload:
    """A grant and the token that proves it."""

    grant: UploadGrant
    token: str = field(repr=False)


class GrantUpload:
    """Exchanges a token for a narrower one (in the spirit of RFC 8693)."""

    def __init__(self, verify_token: VerifyToken, signer: TokenSigner, clock: Clock) -> None:
        self._verify_token = verify_token
        self._signer = signer
        self._clock = clock

    def __call__(self, access_token: str, upload_id: str) -> GrantedUpload:
        """The grant for one upload.

        Raises:
            UploadIdInvalid: `upload_id` is no lower-case ULID.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken` does.
        """
        verified = self._verify_token(access_token, Scope.MEDIA_WRITE)
        session_id, upload = verified.claims.session_id, UploadId.parse(upload_id)
        now, ends = self._clock.now(), verified.session_ends
        grant = UploadGrant.issue(verified.account.user_id, session_id, upload, now, ends)
        return GrantedUpload(grant, self._signer.sign_upload_grant(grant))
