"""What is done for a user beside their calls: once a day, when one of them comes."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.identifiers import UserId

PAUSE: Final = timedelta(days=1)
MAX_REMEMBERED: Final = 10_000
"""Users whose last visit is remembered; one who is forgotten is only looked after once more."""
_logger = logging.getLogger(__name__)


class Maintenance:
    """Runs `tidy` for each user who comes, at most once a day in this process.

    There is nothing that could list all users, and no credentials that could reach them: a trash that nobody visits
    waits until its owner comes back.
    """

    def __init__(self, tidy: Callable[[UserId], int], clock: Clock) -> None:
        """Takes what is to be done, and the time."""
        self._empty_trash = tidy
        self._clock = clock
        self._lock = threading.Lock()
        self._visits: OrderedDict[UserId, datetime] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="housekeeping")

    def visit(self, user_id: UserId) -> None:
        """Has the work done soon, if it is due; never waits for it."""
        now = self._clock.now()
        with self._lock:
            if now - self._visits.get(user_id, now - PAUSE) < PAUSE:
                return
            self._visits[user_id] = now
            self._visits.move_to_end(user_id)
            if len(self._visits) > MAX_REMEMBERED:
                self._visits.popitem(last=False)
        self._thread.submit(self._run, user_id)

    def stop(self) -> None:
        """Lets the work at hand come to its end, and begins no more."""
        self._thread.shutdown(cancel_futures=True)

    def _run(self, user_id: UserId) -> None:
        try:
            purged = self._empty_trash(user_id)
        except CatalogError as error:
            _logger.warning("maintenance continues another day", extra={"user_id": str(user_id), "detail": str(error)})
        except Exception:
            # Nobody asks what became of the work, so that a fault of ours would go unseen.
            _logger.exception("maintenance failed", extra={"user_id": str(user_id)})
        else:
            _logger.info("trash looked through", extra={"user_id": str(user_id), "purged": purged})
