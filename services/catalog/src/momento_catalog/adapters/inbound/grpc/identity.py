"""Who a call is for: told by the verified token that comes with it, and by nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from momento_chassis.audit import audit
from momento_chassis.grpc.credentials import bearer_token
from momento_chassis.identity import TokenInvalid

from momento_catalog.application.deadline import within
from momento_catalog.domain.errors import GrantMismatch, SessionEnded
from momento_catalog.domain.identifiers import UploadId, UserId

if TYPE_CHECKING:
    from collections.abc import Iterator

    import grpc
    from momento_chassis.identity import TokenVerifier

    from momento_catalog.application.ports.ended_sessions import EndedSessions


class Identity:
    """Checks tokens, and gives a call the time that its caller has.

    An access token is refused as soon as its session has ended. An upload grant is not: when it comes, ingest has asked
    auth about it and has stored the file, which must not stay without its record.
    """

    def __init__(self, verifier: TokenVerifier, ended_sessions: EndedSessions) -> None:
        """Takes what checks tokens, and what knows their sessions."""
        self._verifier = verifier
        self._ended_sessions = ended_sessions

    @contextmanager
    def user(self, context: grpc.ServicerContext, *any_of: str) -> Iterator[UserId]:
        """The user whose access token, with one of these scopes, came with the call; raises as `_access` does."""
        with within(context.time_remaining()):
            with _denials_audited():
                user_id = self._access(bearer_token(context), any_of)
            yield UserId(user_id)

    @contextmanager
    def holder(self, context: grpc.ServicerContext, *any_of: str) -> Iterator[UserId]:
        """The user whose access token or upload grant came with the call; raises as `user` does.

        An upload that is recovered after its session's token has expired has nothing but its grant.
        """
        with within(context.time_remaining()):
            with _denials_audited():
                user_id = self._user_id(bearer_token(context), any_of)
            yield UserId(user_id)

    @contextmanager
    def grant(self, context: grpc.ServicerContext, upload_id: str) -> Iterator[tuple[UserId, UploadId]]:
        """The user and the upload that the grant names.

        Raises TokenInvalid, TokenExpired or KeysUnavailable, and GrantMismatch unless the upload is `upload_id`.
        """
        with within(context.time_remaining()):
            with _denials_audited():
                claims = self._verifier.verify_upload_grant(bearer_token(context))
            if claims.upload_id != upload_id:
                raise GrantMismatch("The grant is for another upload; ask for one for this upload.")
            yield UserId(claims.user_id), UploadId(claims.upload_id)

    def _access(self, token: str, any_of: tuple[str, ...]) -> str:
        """The user of an access token.

        Raises TokenInvalid, TokenExpired, SessionEnded, ScopeMissing or KeysUnavailable.
        """
        claims = self._verifier.verify_access_token(token)
        if self._ended_sessions.includes(claims.session_id):
            raise SessionEnded("The session has ended; sign in again.")
        claims.require(*any_of)
        return claims.user_id

    def _user_id(self, token: str, any_of: tuple[str, ...]) -> str:
        try:
            return self._access(token, any_of)
        except TokenInvalid:
            # Each check demands its own type and audience: a token that passes the second was made as a grant.
            return self._verifier.verify_upload_grant(token).user_id


@contextmanager
def _denials_audited() -> Iterator[None]:
    """One line for a token that nobody gave out or whose session has ended; nobody's history has it."""
    try:
        yield
    except (TokenInvalid, SessionEnded) as error:
        audit("access.denied", user_id=None, outcome="refused", reason=error.reason)
        raise
