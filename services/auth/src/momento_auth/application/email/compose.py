"""Letters to people, where mail is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.outbox import Outbox
    from momento_auth.domain.email.message import OutgoingEmail


class EmailComposer:
    """Puts letters into the outbox, from where they are sent beside all calls: a slow server holds nobody up."""

    def __init__(self, outbox: Outbox, clock: Clock, *, sends_mail: bool) -> None:
        self._outbox = outbox
        self._clock = clock
        self.sends_mail = sends_mail

    def write(self, letter: OutgoingEmail) -> bool:
        """Has the letter sent soon; False where this Momento sends no mail. Raises `StoreUnavailable`."""
        if self.sends_mail:
            self._outbox.put(letter, self._clock.now())
        return self.sends_mail
