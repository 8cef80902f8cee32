"""A session: from sign-in to sign-out, expiry, or the reuse of a spent refresh token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final

from momento_auth.domain.sessions.errors import SessionEnded

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.sessions.refresh_token import RefreshToken


MAX_SESSIONS: Final = 100
"""Of one account, so that nobody fills the store; a new one ends the one that was not used for longest."""
VERIFIED_FOR: Final = timedelta(minutes=5)
"""So long a fresh proof of who somebody is counts in a session (ASVS V7.5.1)."""


class EndReason(StrEnum):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out"
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere"
    ACCOUNT_CLOSED = "account_closed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # the name of a reason, no secret
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the name of a reason, no secret
    ACCOUNT_DISABLED = "account_disabled"
    ROLE_CHANGED = "role_changed"
    TOO_MANY_SESSIONS = "too_many_sessions"
    TOKEN_REUSED = "token_reused"  # noqa: S105  # the name of a reason, no secret


class TokenStatus(Enum):
    """What a refresh token is to its session."""

    CURRENT = "the newest one"
    REPEATABLE = "the one before, whose renewal may be asked for once more"
    REUSED = "a spent one"
    FOREIGN = "none of its tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """How long sessions last (ASVS V7.3).

    Attributes:
        idle: without a renewal for this long a session expires.
        absolute: a session never lasts longer than this.
        repeatable: for this long after a renewal the same program may ask for it once more, because its answer may
            have been lost on the way, as long as the new token has not been used. Any other reuse ends the session.
    """

    idle: timedelta = timedelta(days=30)
    absolute: timedelta = timedelta(days=90)
    repeatable: timedelta = timedelta(seconds=30)

    def __post_init__(self) -> None:
        """Raises `ValueError` when the limits contradict each other."""
        if not timedelta(0) < self.idle <= self.absolute or self.repeatable < timedelta(0):
            raise ValueError(
                "A session's idle limit lies between zero and its absolute limit; no time to repeat is negative."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session; moments are aware datetimes in UTC, digests are SHA-256.

    Attributes:
        last_used_at: when it was last renewed, or else started.
        token_digest: of the only refresh token that can renew it.
        previous_digest: of the token that was spent last.
        successor_nonce: what the current token was derived from that one with; None before the first renewal.
        renewed_by: digest of the program that asked for the last renewal; None before the first one.
        repeated: whether the last renewal was asked for once more.
        proved_at: when password and second factor were last asked for again; None when they never were.
    """

    session_id: SessionId
    user_id: UserId
    client: Client
    created_at: datetime
    last_used_at: datetime
    family_digest: bytes = field(repr=False)
    token_digest: bytes = field(repr=False)
    previous_digest: bytes | None = field(default=None, repr=False)
    successor_nonce: str | None = field(default=None, repr=False)
    renewed_by: bytes | None = field(default=None, repr=False)
    repeated: bool = False
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    proved_at: datetime | None = None

    @classmethod
    def start(cls, token: RefreshToken, user_id: UserId, client: Client, now: datetime) -> Session:
        """A new session whose first refresh token is `token`."""
        return cls(
            session_id=token.session_id,
            user_id=user_id,
            client=client,
            created_at=now,
            last_used_at=now,
            family_digest=token.family_digest,
            token_digest=token.digest,
        )

    def expires_at(self, limits: SessionLimits) -> datetime:
        """When it expires unless it is renewed before."""
        return min(self.created_at + limits.absolute, self.last_used_at + limits.idle)

    def is_alive(self, now: datetime, limits: SessionLimits) -> bool:
        """Whether it has neither been ended nor expired."""
        return self.ended_at is None and now < self.expires_at(limits)

    def require_alive(self, now: datetime, limits: SessionLimits) -> None:
        """Raises `SessionEnded` when it has been ended or has expired."""
        if self.ended_at is not None:
            raise SessionEnded("The session has ended; sign in again.", user_id=self.user_id)
        if now >= self.expires_at(limits):
            raise SessionEnded("The session has expired; sign in again.", user_id=self.user_id)

    def is_verified(self, now: datetime) -> bool:
        """Whether its user proved lately who they are."""
        return self.proved_at is not None and now - self.proved_at < VERIFIED_FOR

    def issued(self, token: RefreshToken) -> bool:
        """Whether `token` is of this session, spent or not; digests are compared in constant time."""
        return hmac.compare_digest(self.family_digest, token.family_digest)

    def standing(self, token: RefreshToken, client: Client, now: datetime, limits: SessionLimits) -> TokenStatus:
        """What `token` is to this session when `client` presents it."""
        if not self.issued(token):
            return TokenStatus.FOREIGN
        if hmac.compare_digest(self.token_digest, token.digest):
            return TokenStatus.CURRENT
        spent_last = hmac.compare_digest(self.previous_digest or b"", token.digest)
        repeatable = spent_last and self._led_here(token) and self._may_repeat(client, now, limits)
        return TokenStatus.REPEATABLE if repeatable else TokenStatus.REUSED

    def renewed(self, token: RefreshToken, nonce: str, client: Client, now: datetime) -> Session:
        """The same session after its current token was traded by `client` for the successor that `nonce` leads to."""
        return replace(
            self,
            last_used_at=now,
            previous_digest=self.token_digest,
            token_digest=token.successor(nonce).digest,
            successor_nonce=nonce,
            renewed_by=client.program_digest,
            repeated=False,
        )

    def _led_here(self, token: RefreshToken) -> bool:
        """Whether the current token can be derived again; not after a renewal by an older version of this program."""
        nonce = self.successor_nonce
        return nonce is not None and hmac.compare_digest(self.token_digest, token.successor(nonce).digest)

    def _may_repeat(self, client: Client, now: datetime, limits: SessionLimits) -> bool:
        # Without time to repeat there is none, even where a slower clock makes the renewal seem to lie ahead.
        in_time = bool(limits.repeatable) and now - self.last_used_at < limits.repeatable
        same_program = hmac.compare_digest(self.renewed_by or b"", client.program_digest)
        return in_time and same_program and not self.repeated
