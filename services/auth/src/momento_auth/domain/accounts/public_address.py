"""Where people reach Momento, and the links that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

_SCHEMES = frozenset({"https"})


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """An origin, for example `https://photos.example.org`. It is configured, and never taken from a request.

    Raises:
        ValueError: it is no origin of HTTPS.
    """

    origin: str

    def __post_init__(self) -> None:
        """Checks, and drops a slash at the end."""
        origin = self.origin.rstrip("/")
        parts = urlsplit(origin)
        if parts.scheme not in _SCHEMES or not parts.hostname or parts.path or parts.query or parts.fragment:
            raise ValueError("say an origin such as https://photos.example.org")
        object.__setattr__(self, "origin", origin)

    def registration(self, invitation: str, email: str = "") -> str:
        """The link by which somebody who was invited makes an account."""
        named = {"email": email} if email else {}
        return f"{self.origin}/register?{urlencode({'invitation': invitation, **named})}"

    def password_reset(self, reset: str) -> str:
        """The link by which somebody chooses a new password."""
        return f"{self.origin}/reset-password?{urlencode({'reset': reset})}"
