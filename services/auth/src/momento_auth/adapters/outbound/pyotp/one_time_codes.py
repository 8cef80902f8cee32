"""Time-based codes by PyOTP, with the rules of the domain."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Final

from pyotp import TOTP
from pyotp.utils import strings_equal

from momento_auth.domain.mfa.totp import DIGITS, SECRET_BYTES, SKEW_STEPS, STEP, step_of

if TYPE_CHECKING:
    from datetime import datetime

_ISSUER: Final = "Momento"


class PyotpOneTimeCodes:
    """Implements `OneTimeCodes`."""

    def new_secret(self) -> bytes:
        """From the operating system."""
        return secrets.token_bytes(SECRET_BYTES)

    def text(self, secret: bytes) -> str:
        """Base 32 of 20 bytes needs no padding."""
        return base64.b32encode(secret).decode()

    def address(self, secret: bytes, account_name: str) -> str:
        """With the issuer as prefix and as parameter, as apps expect it."""
        return self._totp(secret).provisioning_uri(name=account_name, issuer_name=_ISSUER)

    def step(self, secret: bytes, code: str, now: datetime) -> int | None:
        """Looks at every step within the skew, whichever is right, so that the time tells nothing."""
        totp, middle = self._totp(secret), step_of(now)
        steps = range(middle - SKEW_STEPS, middle + SKEW_STEPS + 1)
        return max((step for step in steps if strings_equal(code, totp.generate_otp(step))), default=None)

    def _totp(self, secret: bytes) -> TOTP:
        return TOTP(self.text(secret), digits=DIGITS, interval=int(STEP.total_seconds()))
