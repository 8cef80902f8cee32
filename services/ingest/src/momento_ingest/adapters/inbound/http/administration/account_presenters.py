"""From the edge's people and invitations to what the API says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from momento_ingest.adapters.inbound.http.administration.schemas import (
    AccountsReply,
    InvitationReply,
    PersonReply,
    ResetReply,
)

if TYPE_CHECKING:
    from momento_ingest.application.accounts.list_accounts import AccountsPage, Person
    from momento_ingest.application.ports.administration import Invitation, ResetLink


def accounts_reply(page: AccountsPage) -> AccountsReply:
    """A page of accounts."""
    return AccountsReply([person_reply(person) for person in page.people], page.next_cursor)


def person_reply(person: Person) -> PersonReply:
    """An account with what it stores."""
    account, user = person.account, person.account.user
    return PersonReply(
        user_id=user.user_id.value,
        email=user.email,
        display_name=user.display_name,
        role=user.role,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
        last_sign_in_at=account.last_sign_in_at,
        used_bytes=person.usage.size_bytes,
        media_count=person.usage.media_count,
        quota_bytes=person.quota_bytes,
        quota_as_configured=account.quota_bytes is None,
    )


def reset_reply(reset: ResetLink) -> ResetReply:
    """What came of a new start."""
    return ResetReply(reset.expires_at, reset.link or UNSET)


def invitation_reply(invitation: Invitation) -> InvitationReply:
    """An invitation."""
    return InvitationReply(
        invitation_id=invitation.invitation_id,
        email=invitation.email,
        role=invitation.role,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )
