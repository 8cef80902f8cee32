"""One journey to the provider and back: it belongs to one browser, lasts ten minutes, and ends once.

The browser keeps one secret, in a cookie. Nonce and code verifier follow from it, so that nothing has to be kept of a
journey but a digest, its end, and whose account it is to be linked to, if anybody's.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.throttling import DelayPolicy

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId

FLOW_LIFETIME: Final = timedelta(minutes=10)
START_POLICY: Final = DelayPolicy(
    free_attempts=300,
    first_delay=timedelta(seconds=1),
    longest_delay=timedelta(minutes=1),
    forgotten_after=FLOW_LIFETIME,
)
"""A whole office may come from one address in the morning; each start is a row that lives ten minutes."""


@dataclass(frozen=True, slots=True)
class FlowSecrets:
    """What proves that an answer belongs to a journey: `state` comes back in the address, `browser` in the cookie."""

    state: str = field(repr=False)
    browser: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """SHA-256 of both, 32 bytes: the name of the journey, which who knows only one of them cannot say."""
        return hashlib.sha256(f"{self.state}\0{self.browser}".encode()).digest()

    @property
    def nonce(self) -> str:
        """What the ID token has to repeat (OpenID Connect Core 1.0, section 15.5.2, derives it from a cookie, too)."""
        return self._derived("nonce")

    @property
    def code_verifier(self) -> str:
        """What proves to the provider who began: 43 characters (RFC 7636, section 4.1)."""
        return self._derived("code verifier")

    def _derived(self, purpose: str) -> str:
        # Each is one-way from a secret of 256 bits: the nonce, which others see, tells nothing about the verifier.
        digest = hashlib.sha256(f"{purpose}\0{self.browser}".encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFlow:
    """A journey that has begun; `user_id` is the account to link, or None for a sign-in."""

    digest: bytes = field(repr=False)
    expires_at: datetime
    user_id: UserId | None = None

    @classmethod
    def begin(cls, secrets: FlowSecrets, now: datetime, user_id: UserId | None) -> ProviderFlow:
        """A journey that ends ten minutes from `now`."""
        return cls(digest=secrets.digest, expires_at=now + FLOW_LIFETIME, user_id=user_id)
