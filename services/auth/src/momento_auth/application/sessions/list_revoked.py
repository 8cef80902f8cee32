"""Report which sessions have ended lately."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.errors import LifetimeInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.domain.identifiers import SessionId

CLOCKS_MAY_DIFFER: Final = timedelta(minutes=2)
"""Between the machines that sign, end and check: twice the leeway of tokens, with room to spare."""
MAX_LIFETIME: Final = timedelta(hours=24)
"""As long as the longest grant."""
_NO_TIME: Final = timedelta(0)


class ListEndedSessions:
    """Lets services that check signatures or seals alone know at once what has been revoked (ASVS V7.4.1).

    Sessions that merely expired are not among them: no access token lasts longer than its session.
    """

    def __init__(self, sessions: Sessions, api_keys: ApiKeys, access_lifetime: timedelta, clock: Clock) -> None:
        self._sessions = sessions
        self._api_keys = api_keys
        self._access_lifetime = access_lifetime
        self._clock = clock

    def __call__(self, lifetime: timedelta = _NO_TIME) -> Sequence[SessionId]:
        """Every session and API key that was ended while something that was made on its word may still be valid.

        That is an access token, or what lasts for `lifetime`, such as a link to a picture.

        Raises:
            LifetimeInvalid: `lifetime` is negative or more than 24 hours.
        """
        if not _NO_TIME <= lifetime <= MAX_LIFETIME:
            raise LifetimeInvalid("What is made on the word of a session lasts at most 24 hours; ask for less.")
        moment = self._clock.now() - max(self._access_lifetime, lifetime) - CLOCKS_MAY_DIFFER
        return [*self._sessions.ended_since(moment), *self._api_keys.revoked_since(moment)]
