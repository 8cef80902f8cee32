"""Challenges for anyone who asks, of which nothing is kept until one is met.

A challenge is 32 bytes: a random nonce, the second at which it ends, and a tag (HMAC-SHA256, cut to 128 bits as RFC
2104, section 5, allows) that nobody can make without the key. What anybody may ask for without end must not fill a
store.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from momento_auth.domain.mfa.challenge import LIFETIME, ChallengeText, unknown_challenge

_NONCE_BYTES: Final = 12
_END_BYTES: Final = 4
_TAG_BYTES: Final = 16
_PURPOSE: Final = b"momento passkey sign-in challenge v1"


@dataclass(frozen=True, slots=True)
class ChallengeSeal:
    """Makes challenges and knows them again, by a key of any length."""

    key: bytes = field(repr=False)

    def make(self, secret: str, now: datetime) -> tuple[ChallengeText, datetime]:
        """A challenge from a random `secret`, and when it ends: five minutes from `now`."""
        ends = int((now + LIFETIME).timestamp())
        nonce = hashlib.sha256(secret.encode()).digest()[:_NONCE_BYTES]
        body = nonce + ends.to_bytes(_END_BYTES)
        text = urlsafe_b64encode(body + self._tag(body)).rstrip(b"=").decode()
        return ChallengeText(text), datetime.fromtimestamp(ends, UTC)

    def check(self, text: ChallengeText, now: datetime) -> datetime:
        """When the challenge ends; raises `ChallengeEnded` when that is past, or it was not made here."""
        body, tag = text.signed[:-_TAG_BYTES], text.signed[-_TAG_BYTES:]
        ends = datetime.fromtimestamp(int.from_bytes(body[_NONCE_BYTES:]), UTC)
        if not hmac.compare_digest(tag, self._tag(body)) or now >= ends:
            raise unknown_challenge()
        return ends

    def _tag(self, body: bytes) -> bytes:
        return hmac.digest(self.key, _PURPOSE + body, hashlib.sha256)[:_TAG_BYTES]
