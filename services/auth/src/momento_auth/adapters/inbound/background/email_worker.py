"""Does about mail what no call waits for: answers wishes for links, and sends what lies in the outbox."""

from __future__ import annotations

import logging
import queue
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from momento_auth.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_SECONDS: Final = 2.0
STOP_SECONDS: Final = 10.0
MAX_WISHES: Final = 1000
"""That wait at once; more are dropped, since anyone who waits for a letter in vain asks again."""
_logger = logging.getLogger(__name__)


class EmailWorker:
    """One thread. Wishes are in memory: one that is lost with its process is made again by anyone who had it."""

    def __init__(self) -> None:
        self._wishes: queue.Queue[str] = queue.Queue(MAX_WISHES)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def pass_on(self, email: str) -> None:
        """Has a wish answered soon; never waits."""
        try:
            self._wishes.put_nowait(email)
        except queue.Full:
            _logger.warning("request for a link dropped: too many wait")

    def start(self, answer: Callable[[str], None], deliver: Callable[[], int]) -> None:
        """Begins; `answer` does what a wish asks for, `deliver` empties the outbox."""
        self._thread = threading.Thread(target=self._run, args=(answer, deliver), name="email-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Gives the work at hand a while to come to its end; a letter that was cut off is sent by the next process."""
        self._stopped.set()
        self.pass_on("")
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _run(self, answer: Callable[[str], None], deliver: Callable[[], int]) -> None:
        while not self._stopped.is_set():
            wish = self._next_wish()
            if wish and not self._stopped.is_set():
                self._guarded("wish for a link", partial(answer, wish))
            self._guarded("outbox", deliver)

    def _next_wish(self) -> str | None:
        try:
            return self._wishes.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return None

    def _guarded(self, what: str, work: Callable[[], object]) -> None:
        try:
            work()
        except StoreUnavailable:
            _logger.warning("%s has to wait for the store", what)
        except Exception:
            # Nobody asks what became of the work, so that a fault of ours would go unseen.
            _logger.exception("%s failed", what)
