"""Report what happened to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.audit.errors import EventIdInvalid
from momento_auth.domain.audit.event import page_size
from momento_auth.domain.identifiers import EventId
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.activity import Activity
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.audit.event import AccountEvent


class ListActivity:
    """Reads the events of the account whose access token it is given."""

    def __init__(self, verify_token: VerifyToken, activity: Activity) -> None:
        self._verify_token = verify_token
        self._activity = activity

    def __call__(self, access_token: str, most: int = 0, before: str = "") -> Sequence[AccountEvent]:
        """The newest events older than the one called `before`, if that is not empty; newest first.

        Raises:
            PageSizeInvalid: `most` is not from 0 (for 50) to 200.
            EventIdInvalid: `before` is no event's id.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        user_id = self._verify_token(access_token, Scope.ACCOUNT_READ).account.user_id
        return self._activity.history(user_id, _event_id(before) if before else None, page_size(most))


def _event_id(text: str) -> EventId:
    try:
        return EventId(text)
    except ValueError as error:
        raise EventIdInvalid("There is no such event to go on from; begin again without one.") from error
