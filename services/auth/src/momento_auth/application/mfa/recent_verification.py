"""Demand that somebody has proved lately who they are, before a change that a stolen token must not make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.mfa.errors import StepUpRequired

if TYPE_CHECKING:
    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.sessions.verify_token import Verified


class RecentVerification:
    """A session that was proved with everything that the account has, within the last five minutes (ASVS V7.5.1)."""

    def __init__(self, sessions: Sessions, stores: FactorStores, clock: Clock) -> None:
        self._sessions = sessions
        self._stores = stores
        self._clock = clock

    def demand(self, verified: Verified) -> None:
        """Raises `StepUpRequired` unless the session was proved lately."""
        session = self._sessions.find(verified.claims.session_id)
        if session is None or not session.is_verified(self._clock.now()):
            raise StepUpRequired(
                "Prove first that it is you: with your password, and your second factor if you have one.",
                user_id=verified.account.user_id,
            )

    def demand_of_two(self, verified: Verified) -> None:
        """The same where the account has a second factor; where it has none, the password in the call is enough."""
        if self._stores.has_factor(verified.account.user_id):
            self.demand(verified)
