"""Where API keys are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from momento_auth.domain.api_keys.api_key import MAX_KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.identifiers import SessionId, UserId


class ApiKeys(Protocol):
    """All API keys; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, key: ApiKey, most: int = MAX_KEYS) -> bool:
        """Keeps a new key of an account that is kept already, unless that has `most` that were not revoked.

        Returns whether it was kept; of several that come at once no more are than there is room for.
        """

    def find(self, key_id: SessionId) -> ApiKey | None:
        """The key as it is now, if there is one."""

    def of(self, user_id: UserId) -> Sequence[ApiKey]:
        """The keys of an account that were not revoked, the newest first; expired ones may be among them."""

    def revoke(self, key_id: SessionId, now: datetime) -> bool:
        """Revokes a key; returns False, and changes nothing, when it was revoked before or never was."""

    def revoke_all(self, user_id: UserId, now: datetime) -> Sequence[SessionId]:
        """Revokes every key of the account; returns those that had not been revoked before."""

    def used(self, key_id: SessionId, now: datetime) -> None:
        """Notes the last use, unless a later one is noted already."""

    def revoked_since(self, moment: datetime) -> Sequence[SessionId]:
        """Everybody's keys that were revoked at `moment` or later."""
