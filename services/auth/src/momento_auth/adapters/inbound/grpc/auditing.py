"""One audit event for each thing that somebody did or tried to do (ASVS V16.3.1), in the log and in the history."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_chassis.audit import audit

from momento_auth.application.sessions.revoke import EndedSessions
from momento_auth.domain.audit.event import REFUSED, SUCCESS, AccountEvent
from momento_auth.domain.errors import AuthError
from momento_auth.domain.sessions.errors import RefreshTokenReused, SessionEnded
from momento_auth.domain.sessions.session import EndReason
from momento_auth.domain.tokens.errors import TokenInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from momento_auth.application.ports.activity import Activity
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.domain.identifiers import SessionId, UserId

_STARTED: Final = "session.started"


@dataclass
class AuditEntry:
    """What becomes known while the call runs; `event` is what it came to, where that is not what it began as."""

    user_id: UserId | None = None
    session_id: SessionId | None = None
    client_address: str = ""
    event: str = ""
    administrator_id: UserId | None = None


class AuditTrail:
    """Looks on while a call is answered.

    Line and history come from one event. Neither addresses of mail nor passwords nor tokens are in it: an account is
    named by its id, or not at all. What concerns no known account, and what is routine, is a line alone.
    """

    def __init__(self, activity: Activity, identifiers: Identifiers, clock: Clock, kept_for: timedelta) -> None:
        self._activity = activity
        self._identifiers = identifiers
        self._clock = clock
        self._kept_for = kept_for

    @contextmanager
    def audited(self, event: str, client_address: str = "") -> Iterator[AuditEntry]:
        """Notes `event` when the block ends, refused when it ends with one of auth's errors.

        What cannot be noted is not answered either: the call fails with `StoreUnavailable`, and can be repeated.
        """
        entry = AuditEntry(client_address=client_address)
        try:
            yield entry
        except AuthError as error:
            entry.user_id = error.user_id
            self._note(event, REFUSED, entry, error.reason)
            if isinstance(error, RefreshTokenReused):
                self._note("session.ended", SUCCESS, entry, "REFRESH_TOKEN_REUSED")
            raise
        event = entry.event or event
        self._note(event, SUCCESS, entry)
        if event == _STARTED:
            self._activity.forget(self._clock.now() - self._kept_for)

    @contextmanager
    def rejections(self, event: str, client_address: str) -> Iterator[None]:
        """Notes `event` only when the block ends with one of auth's errors: on success it has yet to happen."""
        try:
            yield
        except AuthError as error:
            self._note(event, REFUSED, AuditEntry(error.user_id, None, client_address), error.reason)
            raise

    def noted(self, event: str, user_id: UserId, client_address: str) -> None:
        """Notes what has happened to an account."""
        self._note(event, SUCCESS, AuditEntry(user_id, None, client_address))

    def sessions_ended(self, ended: EndedSessions, reason: str) -> None:
        """Notes the end of each session and of each API key, and why."""
        for session_id in ended.session_ids:
            self._note("session.ended", SUCCESS, AuditEntry(ended.user_id, session_id), reason)
        for key in ended.api_keys:
            self._note("api_key.revoked", SUCCESS, AuditEntry(ended.user_id, key.key_id), reason)

    def surplus_ended(self, signed_in: SignedIn) -> None:
        """Notes the end of sessions that had to make room for a new one."""
        ended = EndedSessions(signed_in.account.user_id, signed_in.ended)
        self.sessions_ended(ended, EndReason.TOO_MANY_SESSIONS.value.upper())

    @contextmanager
    def denials(self) -> Iterator[None]:
        """Notes that access was denied: the token is forged, or its session has ended. One that is old is no event."""
        try:
            yield
        except (TokenInvalid, SessionEnded) as error:
            self._note("access.denied", REFUSED, AuditEntry(error.user_id), error.reason)
            raise

    def _note(self, event: str, outcome: str, entry: AuditEntry, reason: str = "") -> None:
        now = self._clock.now()
        if outcome == REFUSED:
            # Anyone who keeps trying fills no table: the same refusal within a minute is the same event.
            minute = now.replace(second=0, microsecond=0)
            event_id = self._identifiers.event_id(minute, event, reason, entry.client_address)
        else:
            event_id = self._identifiers.event_id(now)
        noted = AccountEvent(
            event_id=event_id,
            at=now,
            event=event,
            outcome=outcome,
            user_id=entry.user_id,
            session_id=entry.session_id,
            client_address=entry.client_address,
            reason=reason,
            administrator_id=entry.administrator_id,
        )
        if not noted.kept or self._activity.record(noted):
            _write_line(noted)


def _write_line(event: AccountEvent) -> None:
    audit(
        event.event,
        user_id=str(event.user_id) if event.user_id else None,
        outcome=event.outcome,
        event_id=str(event.event_id),
        session_id=str(event.session_id) if event.session_id else None,
        client_address=event.client_address or None,
        reason=event.reason or None,
        administrator_id=str(event.administrator_id) if event.administrator_id else None,
    )
