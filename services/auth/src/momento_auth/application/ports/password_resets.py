"""Where links for new passwords are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.accounts.password_reset import PasswordReset
    from momento_auth.domain.identifiers import UserId


class PasswordResets(Protocol):
    """All links; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, reset: PasswordReset) -> None:
        """Keeps a new link and drops the account's former ones, and everybody's that have expired."""

    def find(self, digest: bytes, now: datetime) -> UserId | None:
        """Whose link it is, if it has neither been used nor expired."""

    def use(self, digest: bytes, now: datetime) -> bool:
        """Spends a link; of several who come with one at once, exactly one gets True.

        False, and nothing happens, when there is none, it was spent before, or it has expired.
        """

    def drop(self, user_id: UserId) -> None:
        """Drops the links of an account."""
