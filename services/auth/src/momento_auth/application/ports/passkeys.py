"""Where passkeys are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.account import DisplayName
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.passkey import Passkey, PasskeyId


class Passkeys(Protocol):
    """All passkeys; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, passkey: Passkey) -> None:
        """Keeps a new passkey of a kept account; raises `PasskeyTaken` when its credential is known already."""

    def of(self, user_id: UserId) -> Sequence[Passkey]:
        """The passkeys of an account, the newest first."""

    def find_by_credential(self, credential_id: bytes) -> Passkey | None:
        """The passkey that an authenticator calls so, if there is one."""

    def used(self, passkey: Passkey, sign_count: int, now: datetime) -> bool:
        """Notes a use and the new count.

        False, and nothing is changed, when the kept count is not that of `passkey` any more: of two answers that count
        alike one is refused.
        """

    def rename(self, user_id: UserId, passkey_id: PasskeyId, name: DisplayName) -> bool:
        """Gives a passkey of the account another name; False when it has no such one."""

    def remove(self, user_id: UserId, passkey_id: PasskeyId) -> bool:
        """Drops a passkey of the account; False when it has no such one."""
