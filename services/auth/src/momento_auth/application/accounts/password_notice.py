"""Notifies an account's owner by email that the password was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.email.message import password_changed_email

if TYPE_CHECKING:
    from momento_auth.application.email.compose import EmailComposer
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.passkeys import Passkeys
    from momento_auth.application.sessions.revoke import EndedSessions
    from momento_auth.domain.accounts.account import Account


class PasswordNotice:
    """Notifies the owner of an account that its password is another one, what ended by that and what did not."""

    def __init__(self, email_composer: EmailComposer, passkeys: Passkeys, clock: Clock) -> None:
        self._email_composer = email_composer
        self._passkeys = passkeys
        self._clock = clock

    def __call__(self, account: Account, ended: EndedSessions) -> None:
        """Has the letter sent soon; raises `StoreUnavailable`."""
        passkeys = self._passkeys.of(account.user_id)
        self._email_composer.write(password_changed_email(account, self._clock.now(), ended.api_keys, passkeys))
