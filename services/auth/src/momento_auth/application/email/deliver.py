"""Send what lies in the outbox."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.application.ports.mailer import MailDelayed, MailRefused

if TYPE_CHECKING:
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.mailer import Mailer
    from momento_auth.application.ports.outbox import Outbox
    from momento_auth.domain.email.message import QueuedEmail

LEASE: Final = timedelta(minutes=5)
"""So long a process has a letter for itself; longer than any attempt to send it takes."""
_logger = logging.getLogger(__name__)


class DeliverEmails:
    """Sends one letter after another; any process may, and each letter is with one at a time.

    A process that dies between sending and forgetting sends a letter twice: better than never.
    """

    def __init__(self, outbox: Outbox, mailer: Mailer, clock: Clock) -> None:
        self._outbox = outbox
        self._mailer = mailer
        self._clock = clock

    def __call__(self) -> int:
        """How many letters were sent; returns when none is due any more. Raises `StoreUnavailable`."""
        sent = 0
        while queued := self._next():
            sent += self._deliver(queued)
        return sent

    def _next(self) -> QueuedEmail | None:
        now = self._clock.now()
        return self._outbox.take(now, now + LEASE)

    def _deliver(self, queued: QueuedEmail) -> bool:
        try:
            self._mailer.send(queued.letter)
        except MailRefused as error:
            self._give_up(queued, error)
            return False
        except MailDelayed as error:
            self._try_later(queued, error)
            return False
        self._outbox.remove(queued.letter_id)
        return True

    def _try_later(self, queued: QueuedEmail, error: MailDelayed) -> None:
        again_at = queued.next_attempt(self._clock.now())
        if again_at is None:
            self._give_up(queued, error)
            return
        _logger.warning("email delayed", extra={"email_id": str(queued.letter_id), "detail": str(error)})
        self._outbox.postpone(queued.letter_id, again_at)

    def _give_up(self, queued: QueuedEmail, error: MailRefused | MailDelayed) -> None:
        _logger.error("email abandoned", extra={"email_id": str(queued.letter_id), "detail": str(error)})
        self._outbox.remove(queued.letter_id)
