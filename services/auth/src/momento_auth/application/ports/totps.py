"""Where authenticator apps are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.totp import Totp


class Totps(Protocol):
    """At most one app of each account; every method raises `StoreUnavailable` when the store does not answer."""

    def begin(self, totp: Totp) -> bool:
        """Keeps an app that is not confirmed, in place of one that is not either; False when one is confirmed."""

    def find(self, user_id: UserId) -> Totp | None:
        """The app of an account, confirmed or not."""

    def confirm(self, user_id: UserId, step: int, now: datetime) -> bool:
        """Makes the app count from now on, with the code of `step` spent; False when there is none to confirm."""

    def use(self, user_id: UserId, step: int, now: datetime) -> bool:
        """Spends the code of `step`; False when that one or a later one was spent before, or no app is confirmed.

        Of several who come with one code at once, exactly one gets True.
        """

    def remove(self, user_id: UserId) -> bool:
        """Drops the app; False when there was none that was confirmed."""
