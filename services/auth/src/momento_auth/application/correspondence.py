"""Letters to people, where mail is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.letter import password_letter

if TYPE_CHECKING:
    from momento_auth.application.end_sessions import EndedSessions
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.outbox import Outbox
    from momento_auth.application.ports.passkeys import Passkeys
    from momento_auth.domain.account import Account
    from momento_auth.domain.letter import Letter


class Correspondence:
    """Puts letters into the outbox, from where they are sent beside all calls: a slow server holds nobody up."""

    def __init__(self, outbox: Outbox, clock: Clock, *, sends_mail: bool) -> None:
        self._outbox = outbox
        self._clock = clock
        self.sends_mail = sends_mail

    def write(self, letter: Letter) -> bool:
        """Has the letter sent soon; False where this Momento sends no mail. Raises `StoreUnavailable`."""
        if self.sends_mail:
            self._outbox.put(letter, self._clock.now())
        return self.sends_mail


class PasswordNotice:
    """Tells the owner of an account that its password is another one, what ended by that and what did not."""

    def __init__(self, correspondence: Correspondence, passkeys: Passkeys, clock: Clock) -> None:
        self._correspondence = correspondence
        self._passkeys = passkeys
        self._clock = clock

    def __call__(self, account: Account, ended: EndedSessions) -> None:
        """Has the letter sent soon; raises `StoreUnavailable`."""
        passkeys = self._passkeys.of(account.user_id)
        self._correspondence.write(password_letter(account, self._clock.now(), ended.api_keys, passkeys))
