"""How long somebody who keeps failing to sign in has to wait (ASVS V6.3.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.errors import AuthError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


_MAX_DOUBLINGS: Final = 20
"""Beyond it any delay is at its limit; it keeps the product within what a timedelta can hold."""
_NO_WAIT: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often sign-in was tried without success, and when last."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayPolicy:
    """A delay that doubles with every attempt after the first few, up to a limit.

    An attempt refused for coming too early does not count, so no amount of hammering makes the wait longer than
    `longest_delay`: nobody is locked out for good.

    Attributes:
        free_attempts: so many attempts are not delayed.
        first_delay: the wait after that many.
        longest_delay: the wait grows no further.
        forgotten_after: after so much quiet everything starts anew.
    """

    free_attempts: int
    first_delay: timedelta
    longest_delay: timedelta
    forgotten_after: timedelta

    def remaining_wait(self, attempts: Attempts | None, now: datetime) -> timedelta:
        """How long the next attempt has to wait; zero when it may go ahead."""
        if attempts is None or self._forgotten(attempts, now):
            return _NO_WAIT
        delay = self._delay(attempts.count)
        # A clock that was set back, or another replica's that is ahead, must not prolong the wait.
        return max(_NO_WAIT, min(attempts.last_at + delay - now, delay))

    def counted(self, attempts: Attempts | None, now: datetime) -> Attempts:
        """The attempts with one more, made now."""
        if attempts is None or self._forgotten(attempts, now):
            return Attempts(1, now)
        return Attempts(attempts.count + 1, now)

    def _delay(self, count: int) -> timedelta:
        beyond = count - self.free_attempts
        if beyond < 0:
            return _NO_WAIT
        return min(self.first_delay * (1 << min(beyond, _MAX_DOUBLINGS)), self.longest_delay)

    def _forgotten(self, attempts: Attempts, now: datetime) -> bool:
        return now - attempts.last_at >= self.forgotten_after


ACCOUNT_POLICY: Final = DelayPolicy(
    free_attempts=5,
    first_delay=timedelta(seconds=1),
    longest_delay=timedelta(minutes=15),
    forgotten_after=timedelta(days=1),
)
"""For one account: in the long run about a hundred guesses a day, no matter who makes them."""
ADDRESS_POLICY: Final = DelayPolicy(
    free_attempts=20,
    first_delay=timedelta(seconds=1),
    longest_delay=timedelta(minutes=15),
    forgotten_after=timedelta(hours=1),
)
"""For one client address: more patient, because a school or an office may share one."""
KNOWN_PLACE_LIFETIME: Final = timedelta(days=90)
"""So long an address from which an account signed in counts as its owner's."""


class TooManyAttempts(AuthError):
    """Sign-in was tried too often; it is possible again after `retry_after`."""

    reason = "TOO_MANY_ATTEMPTS"

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after_seconds = max(1, math.ceil(retry_after.total_seconds()))
        super().__init__(f"Too many attempts; try again in {self.retry_after_seconds} seconds.")

    @property
    def metadata(self) -> Mapping[str, str]:
        """The seconds to wait, rounded up."""
        return {"retry_after_seconds": str(self.retry_after_seconds)}
