"""Makes recovery codes, and lets go of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.mfa.recovery_code import CODES, RecoveryCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.domain.identifiers import UserId


class RecoveryCodeBook:
    """An account has codes as long as it has a second factor that they can stand in for."""

    def __init__(self, stores: FactorStores, identifiers: Identifiers) -> None:
        self._stores = stores
        self._identifiers = identifiers

    def renew(self, user_id: UserId) -> Sequence[str]:
        """Ten new codes in clear, which nobody can tell again; former ones are worth nothing from now on."""
        codes = [RecoveryCode.of(self._identifiers.secret()) for _ in range(CODES)]
        self._stores.recovery_codes.replace(user_id, [code.digest for code in codes])
        return [code.reveal() for code in codes]

    def first(self, user_id: UserId) -> Sequence[str]:
        """Codes for an account that has just got a factor: ten when it had none, and nothing otherwise."""
        return [] if self._stores.recovery_codes.left(user_id) else self.renew(user_id)

    def drop_without_factor(self, user_id: UserId) -> None:
        """Drops the codes of an account that has lost its last factor."""
        if not self._stores.has_factor(user_id):
            self._stores.recovery_codes.replace(user_id, [])
