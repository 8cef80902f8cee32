"""Where everything about second factors is kept, for the use cases that need several of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_auth.application.ports.challenges import Challenges
    from momento_auth.application.ports.passkeys import Passkeys
    from momento_auth.application.ports.recovery_codes import RecoveryCodes
    from momento_auth.application.ports.totps import Totps
    from momento_auth.domain.identifiers import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorStores:
    """The four stores."""

    totps: Totps
    passkeys: Passkeys
    recovery_codes: RecoveryCodes
    challenges: Challenges

    def has_factor(self, user_id: UserId) -> bool:
        """Whether the account has a second factor; recovery codes alone are none."""
        return self.has_totp(user_id) or bool(self.passkeys.of(user_id))

    def has_totp(self, user_id: UserId) -> bool:
        """Whether the account has an authenticator app that was confirmed."""
        totp = self.totps.find(user_id)
        return totp is not None and totp.confirmed_at is not None
