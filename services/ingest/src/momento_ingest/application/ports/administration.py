"""Looking after the accounts of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.application.ports.identity import User


@dataclass(frozen=True, slots=True)
class AdministeredAccount:
    """An account, as administrators may see it.

    Attributes:
        disabled_at: None unless an administrator has shut it.
        last_sign_in_at: None while its owner never signed in.
        quota_bytes: how much it may store, 0 for no limit, None for what the edge is configured with.
    """

    user: User
    created_at: datetime
    disabled_at: datetime | None
    last_sign_in_at: datetime | None
    quota_bytes: int | None


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota to be given: bytes, 0 for no limit, None for what the edge is configured with."""

    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What to change of an account; what is None stays as it is."""

    role: str | None = None
    disabled: bool | None = None
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class ResetLink:
    """A link for a new password; empty where it was sent to the owner by mail."""

    link: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """Leave to make one account, without what would be needed to use it; `email` is empty where anybody may."""

    invitation_id: str
    email: str
    role: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WishedInvitation:
    """Whom to invite, as what, and for how many hours; `email` is empty for anybody."""

    email: str
    role: str
    hours: int


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """A new invitation, its link, which nobody can tell again, and whether it was sent to the guest by mail."""

    invitation: Invitation
    link: str = field(repr=False)
    mailed: bool


class Administration(Protocol):
    """What administrators may do. Every method takes an access token of one.

    Raises Unauthenticated, Forbidden for the token of anybody else, and Unavailable when nobody can say.
    """

    async def accounts(self, access_token: str, address_part: str, after: str, limit: int) -> list[AdministeredAccount]:
        """At most `limit` accounts in the order of their making, after the one called `after`, if not empty.

        Only those whose address holds `address_part`, in any case.
        """

    async def change(self, access_token: str, user_id: str, change: AccountChange) -> AdministeredAccount:
        """Changes an account; raises NotFound, InvalidInput, or Conflict when no administrator would be left."""

    async def reset(self, access_token: str, user_id: str) -> ResetLink:
        """Signs an account out and gives its owner a link; raises NotFound, or Forbidden when it is disabled."""

    async def invitations(self, access_token: str) -> list[Invitation]:
        """Those that may still be used, the newest first."""

    async def invite(self, access_token: str, wished: WishedInvitation) -> MadeInvitation:
        """Makes an invitation; raises InvalidInput, or Conflict when the address has an account."""

    async def revoke_invitation(self, access_token: str, invitation_id: str) -> None:
        """Withdraws an invitation; raises NotFound when there is no such one."""
