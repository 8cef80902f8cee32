"""Start a session for somebody who has proved who they are, in whichever way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from momento_auth.application.sessions.issue_tokens import SignedIn
from momento_auth.domain.accounts.errors import AccountClosed, AccountDisabled
from momento_auth.domain.email.message import new_location_email
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import MAX_SESSIONS, EndReason, Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.application.email.compose import EmailComposer
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sessions.issue_tokens import TokenIssuer
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.deletion import AccountDeletionPolicy
    from momento_auth.domain.identifiers import SessionId
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.sessions.session import SessionLimits


class SessionStarter:
    """The last step of every way to sign in, and so where those are kept out who may not."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        issuer: TokenIssuer,
        limits: SessionLimits,
        closing: AccountDeletionPolicy,
        email_composer: EmailComposer,
        identifiers: Identifiers,
    ) -> None:
        self._accounts = accounts
        self._deletion = closing
        self._sessions = sessions
        self._issuer = issuer
        self._limits = limits
        self._email_composer = email_composer
        self._identifiers = identifiers

    def __call__(
        self, account: Account, client: Client, now: datetime, *, is_new_place: bool = False, reopen: bool = False
    ) -> SignedIn:
        """The account with the first tokens of its new session; with `reopen` also one that its owner has closed.

        From a place that is new to an account that has others its owner is notified by mail.

        Raises:
            AccountDisabled: an administrator has shut it.
            AccountClosed: it is closed, and is not to be reopened or no longer can be.
            SessionEnded: what they proved themselves with was revoked meanwhile.
        """
        self.check(account, now, reopen=reopen)
        account = self._opened(account)
        if is_new_place and account.last_sign_in_at is not None:
            self._email_composer.write(new_location_email(account, client, now))
        token = RefreshToken(self._identifiers.session_id(), self._identifiers.secret(), self._identifiers.secret())
        session = Session.start(token, account.user_id, client, now)
        self._sessions.forget(created_before=now - self._limits.absolute)
        surplus = self._end_surplus(account, now)
        self._sessions.add(session)
        self._require_unchanged(account, session, now)
        self._accounts.signed_in(account.user_id, now)
        return SignedIn(account, session, self._issuer.issue(account, session, token, now), surplus)

    def _end_surplus(self, account: Account, now: datetime) -> Sequence[SessionId]:
        """Those for which a new session leaves no room."""
        oldest = self._sessions.of(account.user_id)[MAX_SESSIONS - 1 :]
        reason = EndReason.TOO_MANY_SESSIONS
        return [it.session_id for it in oldest if self._sessions.end(it.session_id, now, reason)]

    def _require_unchanged(self, account: Account, session: Session, now: datetime) -> None:
        # A new password, closing and disabling end what they find. They may have looked before the session was there.
        present = self._accounts.find(account.user_id)
        if present is None or not present.is_active or present.password_hash != account.password_hash:
            self._sessions.end(session.session_id, now, EndReason.PASSWORD_CHANGED)
            raise SessionEnded("Your account has changed meanwhile; sign in again.", user_id=account.user_id)

    def check(self, account: Account, now: datetime, *, reopen: bool = False) -> None:
        """Raises what the call would, so that nobody is asked for a second factor in vain."""
        if account.is_disabled:
            raise AccountDisabled("Your account is disabled; ask the administrator.", user_id=account.user_id)
        closed_at = account.closed_at
        if closed_at is None:
            return
        still = not self._deletion.is_over(closed_at, now)
        if not (reopen and still):
            raise self._closed(account, closed_at, still=still)

    def _opened(self, account: Account) -> Account:
        closed_at = account.closed_at
        if closed_at is None:
            return account
        if not self._accounts.reopen(account.user_id, closed_at):
            raise self._closed(account, closed_at, still=False)
        return replace(account, closed_at=None)

    def _closed(self, account: Account, closed_at: datetime, *, still: bool) -> AccountClosed:
        return AccountClosed(self._deletion.reopens_until(closed_at), still=still, user_id=account.user_id)
