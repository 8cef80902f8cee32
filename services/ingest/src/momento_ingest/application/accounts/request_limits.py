"""How many requests an account, and each of its API keys, may send."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.ports.identity import Caller

MAX_BUCKETS: Final = 20_000
"""Accounts and keys that one process counts at once; one that has not come for longest is counted anew."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: requests that may come at once, and how many a second are added; 0 a second is no limit."""

    per_second: float
    burst: int


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class RequestLimits:
    """Counts the requests of one process; each account has buckets of its own, so that nobody uses up another's.

    `seconds` gives seconds that never go back.
    """

    def __init__(self, account: Rate, key: Rate, seconds: Callable[[], float]) -> None:
        self._account = account
        self._key = key
        self._seconds = seconds
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def count(self, caller: Caller, *, by_key: bool, cost: float = 1) -> None:
        """Counts a request for `cost`, with `by_key` of an API key; one that is refused uses nothing up.

        Raises:
            TooManyRequests: the account, or the key, has sent too many; with the seconds after which one may come.
        """
        wanted = [(self._account, ("account", caller.user.user_id.value))]
        if by_key:
            wanted.append((self._key, ("key", caller.session_id)))
        filled = [(rate, self._filled(rate, whose)) for rate, whose in wanted if rate.per_second]
        for rate, bucket in filled:
            if bucket.tokens < cost:
                seconds = math.ceil((cost - bucket.tokens) / rate.per_second)
                sentence = "Too many requests came at once; send fewer, or wait a moment."
                raise TooManyRequests("TOO_MANY_REQUESTS", sentence, retry_after_seconds=seconds)
        for _, bucket in filled:
            bucket.tokens -= cost

    def _filled(self, rate: Rate, whose: tuple[str, str]) -> _Bucket:
        """The bucket with what has been added since it was last used."""
        now = self._seconds()
        bucket = self._buckets.setdefault(whose, _Bucket(rate.burst, now))
        self._buckets.move_to_end(whose)
        bucket.tokens = min(rate.burst, bucket.tokens + (now - bucket.filled_at) * rate.per_second)
        bucket.filled_at = now
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket
