"""Refresh tokens: opaque to clients, usable once, kept as SHA-256 only.

A token is `<session id>.<family>.<secret>`. The family stays the same for the whole session and the secret changes with
every renewal. So any former token of a session is known by its family, however old it is, without a record of each.
Both parts are random, hence a digest without salt is enough (ASVS V11.4.1 asks for salt where entropy is low).

The next secret is derived from the present one and a random nonce that is stored with the session. So who presents
the token just spent can be given the same successor again, while neither a token nor the store alone leads to another.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final, Self

from momento_auth.domain.identifiers import SessionId
from momento_auth.domain.sessions.errors import SessionEnded

_PATTERN: Final = re.compile(r"(?P<session>[0-9a-z]{26})\.(?P<family>[\w-]{43})\.(?P<secret>[\w-]{43})", re.ASCII)
"""Family and secret are 32 random bytes each (ASVS V7.2.3 asks for 16), in base 64 without padding."""


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token in clear, on its way to or from a client."""

    session_id: SessionId
    family: str = field(repr=False)
    secret: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what a client sent.

        Raises:
            SessionEnded: it is no refresh token of ours, so no session can be behind it.
        """
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise SessionEnded("There is no such session; sign in again.")
        try:
            session_id = SessionId(match["session"])
        except ValueError as error:
            raise SessionEnded("There is no such session; sign in again.") from error
        return cls(session_id, match["family"], match["secret"])

    def reveal(self) -> str:
        """The text for the client."""
        return f"{self.session_id}.{self.family}.{self.secret}"

    def successor(self, nonce: str) -> RefreshToken:
        """The next token of the same session: its secret is HMAC-SHA256 of `nonce`, keyed with this one's secret."""
        derived = hmac.digest(self.secret.encode(), nonce.encode(), hashlib.sha256)
        return RefreshToken(self.session_id, self.family, urlsafe_b64encode(derived).rstrip(b"=").decode())

    @property
    def digest(self) -> bytes:
        """SHA-256 of the whole token, 32 bytes."""
        return hashlib.sha256(self.reveal().encode()).digest()

    @property
    def family_digest(self) -> bytes:
        """SHA-256 of what all tokens of the session share, 32 bytes."""
        return hashlib.sha256(f"{self.session_id}.{self.family}".encode()).digest()
