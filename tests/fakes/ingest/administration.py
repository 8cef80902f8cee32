"""The accounts of others in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_ingest.application.ports.administration import (
    AccountChange,
    AdministeredAccount,
    Invitation,
    MadeInvitation,
    ResetLink,
    WishedInvitation,
)
from momento_ingest.domain.errors import Conflict, NotFound

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import User

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class InMemoryAdministration(Fallible):
    """Whoever asks is an administrator: scopes are the business of the routes and of auth."""

    people: dict[str, AdministeredAccount] = field(default_factory=dict)
    kept: dict[str, Invitation] = field(default_factory=dict)

    def add(self, user: User) -> None:
        self.people[user.user_id.value] = AdministeredAccount(user, MADE, None, None, None)

    async def accounts(self, access_token: str, address_part: str, after: str, limit: int) -> list[AdministeredAccount]:
        self.step(f"administration.accounts by {access_token}")
        found = [self.people[user_id] for user_id in sorted(self.people) if user_id > after]
        return [it for it in found if address_part.lower() in it.user.email.lower()][:limit]

    async def change(self, access_token: str, user_id: str, change: AccountChange) -> AdministeredAccount:
        self.step(f"administration.change by {access_token}")
        account = self._account(user_id)
        if change.role == "member" and account.user.role == "administrator":
            raise Conflict("LAST_ADMINISTRATOR", "This is the only administrator.")
        disabled = account.disabled_at is not None if change.disabled is None else change.disabled
        self.people[user_id] = replace(
            account,
            user=replace(account.user, role=change.role or account.user.role),
            disabled_at=MADE if disabled else None,
            quota_bytes=change.quota.size_bytes if change.quota else account.quota_bytes,
        )
        return self.people[user_id]

    async def reset(self, access_token: str, user_id: str) -> ResetLink:
        self.step(f"administration.reset by {access_token}")
        self._account(user_id)
        return ResetLink(f"https://momento.example/reset-password?reset={user_id}", MADE + timedelta(days=1))

    async def invitations(self, access_token: str) -> list[Invitation]:
        self.step(f"administration.invitations by {access_token}")
        return list(reversed(self.kept.values()))

    async def invite(self, access_token: str, wished: WishedInvitation) -> MadeInvitation:
        self.step(f"administration.invite by {access_token}")
        ends = MADE + timedelta(hours=wished.hours)
        invitation = Invitation(f"{len(self.kept):064x}", wished.email, wished.role, MADE, ends)
        self.kept[invitation.invitation_id] = invitation
        return MadeInvitation(invitation, "https://momento.example/register?invitation=text", bool(wished.email))

    async def revoke_invitation(self, access_token: str, invitation_id: str) -> None:
        self.step(f"administration.revoke_invitation by {access_token}")
        if self.kept.pop(invitation_id, None) is None:
            raise NotFound("INVITATION_UNKNOWN", "There is no such invitation.")

    def _account(self, user_id: str) -> AdministeredAccount:
        if user_id not in self.people:
            raise NotFound("ACCOUNT_UNKNOWN", "There is no such account.")
        return self.people[user_id]
