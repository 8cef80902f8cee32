"""Where invitations are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.registration import Invitation
    from momento_auth.domain.identifiers import UserId


class Invitations(Protocol):
    """All invitations; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, invitation: Invitation) -> None:
        """Keeps a new invitation, and drops those that have expired.

        Of invitations for the set-up only the newest is good: a new one drops the others.
        """

    def find(self, digest: bytes, now: datetime) -> Invitation | None:
        """The invitation, if there is one that has neither been used nor expired."""

    def usable(self, now: datetime) -> Sequence[Invitation]:
        """Those that have neither been used nor expired, the newest first."""

    def use(self, digest: bytes, now: datetime) -> bool:
        """Spends an invitation; of several who come with one at once, exactly one gets True.

        False, and nothing happens, when there is none, it was spent before, or it has expired.
        """

    def give_back(self, digest: bytes) -> None:
        """Makes a spent invitation good again, since nothing came of it."""

    def revoke_of(self, user_id: UserId, now: datetime) -> None:
        """Drops what an administrator has made and could still be used."""

    def revoke(self, digest: bytes, now: datetime) -> bool:
        """Drops an invitation that could be used; returns False, and changes nothing, when there is none."""
