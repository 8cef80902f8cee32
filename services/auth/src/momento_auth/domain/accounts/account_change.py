"""What an administrator changes of an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from momento_auth.domain.sessions.session import EndReason

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.quota import Quota
    from momento_auth.domain.accounts.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """Role, standing and room; what is None stays as it is."""

    role: Role | None = None
    disabled: bool | None = None
    quota: Quota | None = None

    def applied(self, account: Account, now: datetime) -> Account:
        """The account after it; one that was disabled before keeps the moment when that was."""
        disabled_at = account.disabled_at
        if self.disabled is not None:
            disabled_at = (disabled_at or now) if self.disabled else None
        return replace(
            account,
            role=account.role if self.role is None else self.role,
            quota=account.quota if self.quota is None else self.quota,
            disabled_at=disabled_at,
        )


@dataclass(frozen=True, slots=True)
class ChangedAccount:
    """An account before and after a change."""

    before: Account
    after: Account

    @property
    def ends_sessions(self) -> EndReason | None:
        """Why every session of the account has to end now, if it has to (ASVS V7.4.2)."""
        if self.after.is_disabled and not self.before.is_disabled:
            return EndReason.ACCOUNT_DISABLED
        # What a session may do is in its tokens: the old ones must not outlive the old role.
        if self.before.administers and not self.after.administers:
            return EndReason.ROLE_CHANGED
        return None
