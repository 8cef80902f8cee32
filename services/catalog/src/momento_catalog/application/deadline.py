"""How long the call at hand may still take.

The caller's deadline concerns every store and service that the call reaches, but none of the decisions of a use case.
It therefore travels beside the call, in a context variable, and adapters ask for it.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CALL_SECONDS: Final = 30.0
"""What a call gets whose caller sets no deadline."""

_ends_at: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Gives what runs inside at most `seconds`, or 30 when None."""
    most = MAX_CALL_SECONDS if seconds is None else min(seconds, MAX_CALL_SECONDS)
    token = _ends_at.set(time.monotonic() + most)
    try:
        yield
    finally:
        _ends_at.reset(token)


def remaining_seconds() -> float:
    """Seconds that are left, 0 or less when the time is up; 30 outside of any call."""
    ends_at = _ends_at.get()
    return MAX_CALL_SECONDS if ends_at is None else ends_at - time.monotonic()
