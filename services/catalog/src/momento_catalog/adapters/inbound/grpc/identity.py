"""Who a call is for: told by the verified token that comes with it, and by nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from momento_chassis.audit import audit
from momento_chassis.grpc.credentials import bearer_token
from momento_chassis.identity import TokenInvalid

from momento_catalog.application.deadline import within
from momento_catalog.domain.errors import GrantMismatch
from momento_catalog.domain.identifiers import UploadId, UserId

if TYPE_CHECKING:
    from collections.abc import Iterator

    import grpc
    from momento_chassis.identity import TokenVerifier


class Identity:
    """Checks tokens, and gives a call the time that its caller has."""

    def __init__(self, verifier: TokenVerifier) -> None:
        """Takes what checks tokens."""
        self._verifier = verifier

    @contextmanager
    def user(self, context: grpc.ServicerContext) -> Iterator[UserId]:
        """The user whose access token came with the call; raises TokenInvalid, TokenExpired or KeysUnavailable."""
        with within(context.time_remaining()):
            with _denials_audited():
                user_id = self._verifier.verify_access_token(bearer_token(context)).user_id
            yield UserId(user_id)

    @contextmanager
    def holder(self, context: grpc.ServicerContext) -> Iterator[UserId]:
        """The user whose access token or upload grant came with the call; raises as `user` does.

        An upload that is recovered after its session's token has expired has nothing but its grant.
        """
        with within(context.time_remaining()):
            with _denials_audited():
                user_id = self._user_id(bearer_token(context))
            yield UserId(user_id)

    @contextmanager
    def grant(self, context: grpc.ServicerContext, upload_id: str) -> Iterator[tuple[UserId, UploadId]]:
        """The user and the upload that the grant names.

        Raises as `user` does, and GrantMismatch unless the upload is `upload_id`.
        """
        with within(context.time_remaining()):
            with _denials_audited():
                claims = self._verifier.verify_upload_grant(bearer_token(context))
            if claims.upload_id != upload_id:
                raise GrantMismatch("The grant is for another upload; ask for one for this upload.")
            yield UserId(claims.user_id), UploadId(claims.upload_id)

    def _user_id(self, token: str) -> str:
        try:
            return self._verifier.verify_access_token(token).user_id
        except TokenInvalid:
            # Each check demands its own type and audience: a token that passes the second was made as a grant.
            return self._verifier.verify_upload_grant(token).user_id


@contextmanager
def _denials_audited() -> Iterator[None]:
    """One line for a token that nobody gave out; whose account was meant cannot be told, so nobody's history has it."""
    try:
        yield
    except TokenInvalid as error:
        audit("access.denied", user_id=None, outcome="refused", reason=error.reason)
        raise
