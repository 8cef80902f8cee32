"""Say whether a grant still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.validation import SessionValidation
    from momento_auth.domain.tokens.upload_grant import UploadGrant


class CheckUploadGrant:
    """A grant stands while it has not expired and its session has not ended."""

    def __init__(self, standing: SessionValidation, signer: TokenSigner, clock: Clock) -> None:
        self._validation = standing
        self._signer = signer
        self._clock = clock

    def __call__(self, token: str) -> UploadGrant:
        """What the grant says.

        Raises:
            TokenInvalid: it is malformed, forged, or meant for something else.
            TokenExpired: it is genuine but too old.
            SessionEnded: the session it was granted in is over.
        """
        grant = self._signer.read_upload_grant(token)
        self._validation(grant.session_id, grant.user_id, self._clock.now())
        return grant
