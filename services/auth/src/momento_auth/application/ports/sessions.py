"""Where sessions are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.sessions.session import EndReason, Session


class Sessions(Protocol):
    """All sessions; every method raises `StoreUnavailable` when the store does not answer.

    Each change is one atomic step, also between processes, and is on disk when the method returns.
    """

    def add(self, session: Session) -> None:
        """Keeps a new session of an account that is kept already."""

    def find(self, session_id: SessionId) -> Session | None:
        """The session as it is now, if there is one."""

    def renew(self, renewed: Session) -> bool:
        """Puts `renewed` in the place of the session it was made from.

        Happens only if the session has not ended and its current token is still the one that `renewed` names as its
        previous one. Returns whether it happened: of several renewals with one token exactly one does.
        """

    def repeat(self, renewed: Session) -> bool:
        """Notes that the renewal that led to `renewed` was asked for once more.

        Happens only if the session has not ended, its current token is still that of `renewed`, and this was not noted
        before. Returns whether it happened: of several repetitions exactly one does, and none after the next renewal.
        """

    def prove(self, session_id: SessionId, now: datetime) -> None:
        """Notes that the user of the session proved at this moment who they are."""

    def end(self, session_id: SessionId, now: datetime, reason: EndReason) -> bool:
        """Ends the session; returns False, and changes nothing, when it had ended before or never was."""

    def of(self, user_id: UserId) -> Sequence[Session]:
        """The sessions of an account that nobody has ended, last used first; expired ones may be among them."""

    def end_others(self, user_id: UserId, kept: SessionId, now: datetime, reason: EndReason) -> Sequence[SessionId]:
        """Ends every session of the account but `kept`; returns those that had not ended before."""

    def end_all(self, user_id: UserId, now: datetime, reason: EndReason) -> Sequence[SessionId]:
        """Ends every session of the account; returns those that had not ended before."""

    def ended_since(self, moment: datetime) -> Sequence[SessionId]:
        """Everybody's sessions that were ended at `moment` or later."""

    def forget(self, created_before: datetime) -> None:
        """Drops the sessions that started before that moment, ended or not."""
