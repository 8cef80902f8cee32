"""The codes of authenticator apps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class OneTimeCodes(Protocol):
    """Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, as every app knows them."""

    def new_secret(self) -> bytes:
        """20 random bytes."""

    def text(self, secret: bytes) -> str:
        """The secret as people type it into an app: base 32 (RFC 4648, section 6) without padding."""

    def address(self, secret: bytes, account_name: str) -> str:
        """The `otpauth://totp/…` address that apps read from a QR code; `account_name` tells accounts apart there."""

    def step(self, secret: bytes, code: str, now: datetime) -> int | None:
        """Which step `code` is of: that of `now`, or the one before or after it; None when it is of none of them.

        The latest of those that match, compared in constant time.
        """
