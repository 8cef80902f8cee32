"""What the API says and hears of the accounts of others; see `schemas`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from momento_ingest.adapters.inbound.http.schemas import Reply, Request

RoleWord = Literal["member", "administrator"]


class PersonReply(Reply, omit_defaults=False):
    """An account; `usedBytes` counts originals, the trash too, `quotaBytes` is what it may store, 0 for no limit.

    `quotaAsConfigured` says that the account has no quota of its own.
    """

    user_id: str
    email: str
    display_name: str
    role: str
    created_at: datetime
    disabled_at: datetime | None
    last_sign_in_at: datetime | None
    used_bytes: int
    media_count: int
    quota_bytes: int
    quota_as_configured: bool


class AccountsReply(Reply, omit_defaults=False):
    """A page of accounts in the order of their making; `nextCursor` is null on the last one."""

    accounts: list[PersonReply]
    next_cursor: str | None


class ChangePersonRequest(Request):
    """What to change of an account; `quotaBytes` 0 is no limit, and null what the edge is configured with."""

    role: RoleWord | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET
    quota_bytes: Annotated[int, Meta(ge=0, le=10**15)] | UnsetType | None = UNSET


class ResetReply(Reply):
    """A link for a new password, to be passed on; absent where it was sent to the owner by mail."""

    expires_at: datetime
    link: str | UnsetType = UNSET


class InvitationReply(Reply, omit_defaults=False):
    """Leave to make one account; `email` is empty where anybody may use it."""

    invitation_id: str
    email: str
    role: str
    created_at: datetime
    expires_at: datetime


class InvitationsReply(Reply, omit_defaults=False):
    """Invitations that may still be used, the newest first."""

    invitations: list[InvitationReply]


class MadeInvitationReply(Reply, omit_defaults=False):
    """A new invitation; its link cannot be shown again. `mailed` says whether it was sent to the guest, too."""

    invitation: InvitationReply
    link: str
    mailed: bool


class InviteRequest(Request):
    """Whom to invite: with `email` that address alone may be used; `hours` is how long the invitation is good."""

    email: Annotated[str, Meta(max_length=254)] = ""
    role: RoleWord = "member"
    hours: Annotated[int, Meta(ge=1, le=336)] = 48
