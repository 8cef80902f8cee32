"""Codes that a test can read: the last digits of the step."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from momento_auth.domain.mfa.totp import SECRET_BYTES, SKEW_STEPS, step_of

if TYPE_CHECKING:
    from datetime import datetime


class LegibleOneTimeCodes:
    """Of two secrets the codes differ in their first digits."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def new_secret(self) -> bytes:
        return next(self._numbers).to_bytes(SECRET_BYTES)

    def text(self, secret: bytes) -> str:
        return f"SECRET{int.from_bytes(secret)}".ljust(32, "A")

    def address(self, secret: bytes, account_name: str) -> str:
        return f"otpauth://totp/Momento:{account_name.replace('@', '%40')}?secret={self.text(secret)}&issuer=Momento"

    def code(self, secret: bytes, step: int) -> str:
        """What an app with this secret shows."""
        return f"{int.from_bytes(secret) % 100:02}{step % 10_000:04}"

    def step(self, secret: bytes, code: str, now: datetime) -> int | None:
        middle = step_of(now)
        steps = range(middle - SKEW_STEPS, middle + SKEW_STEPS + 1)
        return max((step for step in steps if self.code(secret, step) == code), default=None)
