"""How long tokens and sessions last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from momento_chassis.config import setting
from momento_chassis.parsers import whole_number

from momento_auth.domain.sessions.session import SessionLimits

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """How long tokens and sessions last."""

    access_token_seconds: int = setting(
        "MOMENTO_AUTH_ACCESS_TOKEN_SECONDS",
        "seconds an access token is valid",
        default=600,
        parse=whole_number(60, 3600),
    )
    idle_seconds: int = setting(
        "MOMENTO_AUTH_SESSION_IDLE_SECONDS",
        "seconds after which a session that is not renewed expires",
        default=30 * _DAY,
        parse=whole_number(600, 365 * _DAY),
    )
    absolute_seconds: int = setting(
        "MOMENTO_AUTH_SESSION_ABSOLUTE_SECONDS",
        "seconds after which a session expires in any case",
        default=90 * _DAY,
        parse=whole_number(600, 365 * _DAY),
    )

    @property
    def access_lifetime(self) -> timedelta:
        """How long an access token is valid."""
        return timedelta(seconds=self.access_token_seconds)

    @property
    def limits(self) -> SessionLimits:
        """The limits for the domain; an idle limit beyond the absolute one means the absolute one."""
        absolute = timedelta(seconds=self.absolute_seconds)
        idle = min(timedelta(seconds=self.idle_seconds), absolute)
        return SessionLimits(idle=idle, absolute=absolute)
