"""Who may make an account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.errors import InvitationUnknown, LifetimeInvalid
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.throttling import DelayPolicy

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.email_address import EmailAddress
    from momento_auth.domain.identifiers import UserId

MAX_INVITATION: Final = timedelta(days=14)
SETUP_LIFETIME: Final = timedelta(hours=48)


class Registration(StrEnum):
    """Which door is open."""

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Leave to make one account. Only the digest of its text is kept; the text is random, so no salt is needed.

    Attributes:
        email: the only address that it is good for, or None for any.
        role: what the new account will be.
        is_setup: whether it is the one that the operator is given while there is no administrator. It opens a closed
            door, too.
        invited_by: the administrator who made it, or None for the operator.
    """

    digest: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime
    email: EmailAddress | None = None
    role: Role = Role.MEMBER
    is_setup: bool = False
    invited_by: UserId | None = None

    def __post_init__(self) -> None:
        """Raises `LifetimeInvalid` for a lifetime that is none, or more than 14 days."""
        if not timedelta(0) < self.expires_at - self.created_at <= MAX_INVITATION:
            raise LifetimeInvalid(f"An invitation is valid for at most {MAX_INVITATION.days} days.")

    @classmethod
    def of(
        cls,
        text: str,
        now: datetime,
        lifetime: timedelta,
        email: EmailAddress | None = None,
        role: Role = Role.MEMBER,
        invited_by: UserId | None = None,
    ) -> Invitation:
        """An invitation by `text`; raises as the constructor."""
        return cls(
            digest=digest(text),
            created_at=now,
            expires_at=now + lifetime,
            email=email,
            role=role,
            invited_by=invited_by,
        )

    @classmethod
    def setup(cls, text: str, now: datetime) -> Invitation:
        """The invitation by `text` for the first administrator."""
        return cls(
            digest=digest(text),
            created_at=now,
            expires_at=now + SETUP_LIFETIME,
            role=Role.ADMINISTRATOR,
            is_setup=True,
        )

    @property
    def invitation_id(self) -> str:
        """What it is named by: its digest in hexadecimal, from which nobody can tell the text."""
        return self.digest.hex()

    def is_for(self, email: EmailAddress) -> bool:
        """Whether somebody with this address may use it."""
        return self.email is None or self.email == email


def digest(text: str) -> bytes:
    """SHA-256 of an invitation's text, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def named_digest(invitation_id: str) -> bytes:
    """The digest that an invitation is named by; raises `InvitationUnknown` when it cannot be one."""
    try:
        return bytes.fromhex(invitation_id)
    except ValueError as error:
        raise InvitationUnknown("There is no such invitation; it may have been used already.") from error


def registration_policy(an_hour: int) -> DelayPolicy:
    """So many accounts an hour may be asked for from one address, and then one a minute, ever more slowly."""
    return DelayPolicy(
        free_attempts=an_hour,
        first_delay=timedelta(minutes=1),
        longest_delay=timedelta(hours=1),
        forgotten_after=timedelta(hours=1),
    )
