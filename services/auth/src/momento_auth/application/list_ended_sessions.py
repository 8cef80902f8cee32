"""Tell which sessions have ended lately."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.domain.session import SessionId

CLOCKS_MAY_DIFFER: Final = timedelta(minutes=2)
"""Between the machines that sign, end and check: twice the leeway of tokens, with room to spare."""


class ListEndedSessions:
    """Lets services that check signatures alone know at once what has been revoked (ASVS V7.4.1).

    Sessions that merely expired are not among them: no access token lasts longer than its session.
    """

    def __init__(self, sessions: Sessions, api_keys: ApiKeys, access_lifetime: timedelta, clock: Clock) -> None:
        self._sessions = sessions
        self._api_keys = api_keys
        self._kept_for = access_lifetime + CLOCKS_MAY_DIFFER
        self._clock = clock

    def __call__(self) -> Sequence[SessionId]:
        """Every session and API key that was ended while an access token of it may still be valid."""
        moment = self._clock.now() - self._kept_for
        return [*self._sessions.ended_since(moment), *self._api_keys.revoked_since(moment)]
