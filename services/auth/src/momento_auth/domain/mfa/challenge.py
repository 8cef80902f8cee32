"""Challenges: something that has to be answered within minutes, by anyone who it was given to, once."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_auth.domain.mfa.errors import ChallengeEnded

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import SessionId, UserId

LIFETIME: Final = timedelta(minutes=5)
MAX_TRIES: Final = 5
CHALLENGE_BYTES: Final = 32
"""More than the 16 that WebAuthn asks for (Web Authentication Level 3, section 13.4.3)."""


class Purpose(StrEnum):
    """What an answer leads to; a challenge for one thing is none for another."""

    SIGN_IN = "sign_in"
    REOPENING = "reopening"
    STEP_UP = "step_up"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    PASSKEY_REGISTRATION = "passkey_registration"


@dataclass(frozen=True, slots=True)
class ChallengeText:
    """A challenge in clear: 256 random bits in base 64 for URLs, the very bytes that a passkey signs."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raises `ChallengeEnded` for a text that can be no challenge."""
        try:
            decoded = base64.b64decode(f"{self.text}=", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise unknown_challenge() from error
        if len(decoded) != CHALLENGE_BYTES:
            raise unknown_challenge()

    @property
    def signed(self) -> bytes:
        """What a passkey has to sign."""
        return base64.b64decode(f"{self.text}=", altchars=b"-_")

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text, 32 bytes; it is random, so that no salt is needed."""
        return hashlib.sha256(self.text.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What is kept of a challenge.

    Attributes:
        user_id: who has to answer; None while that is not known, for a passkey in place of a password.
        session_id: the session that it was given to; None at sign-in, before there is one.
        tries_left: so many answers are still looked at.
    """

    digest: bytes = field(repr=False)
    purpose: Purpose
    user_id: UserId | None = None
    session_id: SessionId | None = None
    expires_at: datetime
    tries_left: int = MAX_TRIES

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is still looked at."""
        return self.tries_left > 0 and now < self.expires_at


def unknown_challenge() -> ChallengeEnded:
    """What is said of a challenge that is none (any more), whatever the cause."""
    return ChallengeEnded("This took too long, or there were too many wrong answers; begin anew.")
