"""Keys for scripts: named, narrow, and with an end."""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from momento_auth.domain.api_keys.errors import ExpiryInvalid
from momento_auth.domain.identifiers import SessionId
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.account import DisplayName
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.tokens.scope import Scope

PREFIX: Final = "momento_"
"""By it programs that look for leaked secrets know a key, and the edge knows it from an access token."""
MAX_LIFETIME: Final = timedelta(days=366)
MAX_KEYS: Final = 50
"""Of one account, so that nobody fills the store."""
USE_RESOLUTION: Final = timedelta(minutes=1)
"""The last use is kept no finer than this: a busy script must not write with every request."""

_PATTERN: Final = re.compile(r"momento_(?P<key_id>[0-9a-z]{26})(?P<secret>[\w-]{43})[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ApiKeyText:
    """A key in clear: the prefix, its id, 256 random bits, and a CRC-32 that tells a slip from a guess."""

    key_id: SessionId
    secret: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what a client sent; nothing is asked of the store for a key that was mistyped.

        Raises:
            TokenInvalid: it is no key of ours.
        """
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise _invalid()
        try:
            key = cls(SessionId(match["key_id"]), match["secret"])
        except ValueError as error:
            raise _invalid() from error
        if key.reveal() != text:
            raise _invalid()
        return key

    def reveal(self) -> str:
        """The text for the client, 85 characters."""
        body = f"{PREFIX}{self.key_id}{self.secret}"
        return f"{body}{zlib.crc32(body.encode()):08x}"

    @property
    def digest(self) -> bytes:
        """SHA-256 of the whole text, 32 bytes; the secret is random, so that no salt is needed."""
        return hashlib.sha256(self.reveal().encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is kept of a key. It takes the place of a session: tokens traded for it carry its id as theirs."""

    key_id: SessionId
    user_id: UserId
    name: DisplayName
    scopes: frozenset[Scope]
    digest: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raises `ExpiryInvalid` when it would be valid never, or for too long."""
        if not timedelta(0) < self.expires_at - self.created_at <= MAX_LIFETIME:
            raise ExpiryInvalid(f"A key expires in the future, at most {MAX_LIFETIME.days} days ahead.")

    def is_text(self, text: ApiKeyText) -> bool:
        """Whether `text` is this key, compared in constant time."""
        return hmac.compare_digest(self.digest, text.digest)

    def require_alive(self, now: datetime) -> None:
        """Raises `SessionEnded` when it has been revoked, `TokenExpired` when its time is over."""
        if self.revoked_at is not None:
            raise SessionEnded("The API key has been revoked; use another one.", user_id=self.user_id)
        if now >= self.expires_at:
            raise TokenExpired("The API key has expired; make a new one.", user_id=self.user_id)


def _invalid() -> TokenInvalid:
    return TokenInvalid("There is no such API key; check that it was copied whole.")
