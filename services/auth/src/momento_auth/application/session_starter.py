"""Start a session for somebody who has proved who they are, in whichever way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.application.session_tokens import SignedIn
from momento_auth.domain.refresh_token import RefreshToken
from momento_auth.domain.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.session_tokens import TokenIssuer
    from momento_auth.domain.account import Account
    from momento_auth.domain.client import Client
    from momento_auth.domain.session import SessionLimits


class SessionStarter:
    """The last step of every way to sign in."""

    def __init__(
        self, sessions: Sessions, issuer: TokenIssuer, limits: SessionLimits, identifiers: Identifiers
    ) -> None:
        self._sessions = sessions
        self._issuer = issuer
        self._limits = limits
        self._identifiers = identifiers

    def __call__(self, account: Account, client: Client, now: datetime) -> SignedIn:
        """The account with the first tokens of its new session."""
        token = RefreshToken(self._identifiers.session_id(), self._identifiers.secret(), self._identifiers.secret())
        session = Session.start(token, account.user_id, client, now)
        self._sessions.forget(created_before=now - self._limits.absolute)
        self._sessions.add(session)
        return SignedIn(account, session, self._issuer.issue(session, token, now))
