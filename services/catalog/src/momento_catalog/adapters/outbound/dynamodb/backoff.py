"""How long to wait between tries."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.application.deadline import remaining_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIRST_WAIT_SECONDS: Final = 0.02
MAX_WAIT_SECONDS: Final = 1.0
MAX_TRIES: Final = 10


@dataclass(frozen=True)
class Backoff:
    """Tries, with growing random waits between them ("full jitter", AWS Builders' Library, "Timeouts, retries")."""

    tries: int = MAX_TRIES
    wait: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def __iter__(self) -> Iterator[int]:
        """Yields the number of each try, from 0, after its wait, until tries or the caller's time are used up."""
        yield 0
        for number in range(1, self.tries):
            ceiling = min(MAX_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**number)
            seconds = self.chance() * ceiling
            if seconds >= remaining_seconds():
                return
            self.wait(seconds)
            yield number
