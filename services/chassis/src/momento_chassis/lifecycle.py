"""Start, be ready, drain, stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from typing import TYPE_CHECKING, Final

from opentelemetry import metrics
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.metrics import CallbackOptions, Observation

from momento_chassis.operations import OperationsServer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from momento_chassis.grpc.server import GrpcServer

_logger = logging.getLogger(__name__)
INTERVAL_SECONDS: Final = 2.0
IDLE_SECONDS: Final = 30.0
JOIN_SECONDS: Final = 5.0
"""How long an ending service waits for the check that is being made: longer than any other service has to answer."""
TIMEOUT_SECONDS: Final = 1.0
"""How long somebody who asks waits for checks: shorter than any prober waits for its answer."""


class Readiness:
    """Knows whether what a service depends on answers.

    It asks every `interval_seconds` while something is wrong; when all is well only every `idle_seconds`, so that a
    service with nothing to do takes next to no CPU, and at once when somebody wants to know and the last checks are
    older than the interval.
    """

    def __init__(
        self,
        checks: Mapping[str, Callable[[], None]],
        interval_seconds: float = INTERVAL_SECONDS,
        *,
        idle_seconds: float = IDLE_SECONDS,
        degrading: Collection[str] = (),
        needed_once: Collection[str] = (),
    ) -> None:
        """Prepares the checks; each raises an exception, with a sentence, while its dependency does not answer.

        Without what is named in `degrading` the service serves less, and is ready. What is named in `needed_once` as
        well has to have answered before the service is ready for the first time: so a rollout of settings with which
        nothing can be reached stops at its first process.
        """
        self._checks = checks
        self._interval = interval_seconds
        self._idle = idle_seconds
        self._degrading = frozenset(degrading)
        self._awaited = set(needed_once)
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        # When the latest checks began whose result was passed on, and when those should have begun that are wanted.
        self._checked_at = self._wanted_at = float("-inf")
        self._thread = threading.Thread(target=self._watch, name="readiness", daemon=True)
        self._notify: Callable[[bool], None] = lambda _: None
        self._absent: dict[str, str] = dict.fromkeys(checks, "not checked yet")
        metrics.get_meter("momento.lifecycle").create_observable_gauge(
            "momento.dependency.ready", [self._observations], description="1 while a dependency answers, else 0"
        )

    @property
    def ready(self) -> bool:
        """Whether every dependency that the service cannot be without answered at its last check."""
        return not self.failing

    @property
    def failing(self) -> dict[str, str]:
        """Why the service is not ready, by dependency."""
        return {name: why for name, why in self._absent.items() if not self._only_degrades(name)}

    @property
    def degraded(self) -> dict[str, str]:
        """What the service does without for the time being, by dependency, and why."""
        return {name: why for name, why in self._absent.items() if self._only_degrades(name)}

    def refresh(self, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Has the checks made now if the last ones are older than the interval.

        Returns when their result is known, or after `timeout_seconds`; at once when no checks are being made.
        """
        latest = time.monotonic() - self._interval
        with self._changed:
            if self._thread.is_alive() and self._checked_at < latest:
                self._wanted_at = latest
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._checked_at >= latest or self._stopped.is_set(), timeout_seconds)

    def missing(self) -> dict[str, str]:
        """Like `failing`, as it is now."""
        self.refresh()
        return self.failing

    def absent(self) -> dict[str, str]:
        """What does not answer now, by dependency, and why, whether or not the service can be without it."""
        self.refresh()
        return self._absent

    def check(self) -> None:
        """Runs every check once, now."""
        absent = {}
        for name, check in self._checks.items():
            if self._stopped.is_set():
                # What it is asked through may be closed meanwhile.
                return
            try:
                # A trace every two seconds in which nothing happens hides the others.
                with suppress_instrumentation():
                    check()
            except Exception as error:  # noqa: BLE001  # whatever a dependency raises means that it is not ready
                absent[name] = str(error) or type(error).__name__
        if self._stopped.is_set():
            return
        self._log_change(absent)
        self._awaited.intersection_update(absent)
        self._absent = absent

    def start(self, notify: Callable[[bool], None]) -> None:
        """Begins to check; `notify` hears the result each time."""
        self._notify = notify
        self._thread.start()

    def stop(self) -> None:
        """Begins no further check."""
        with self._changed:
            self._stopped.set()
            self._changed.notify_all()

    def join(self) -> None:
        """Returns, after `stop`, when no check is being made: a process that uses a closed channel of gRPC crashes."""
        if self._thread.is_alive():
            self._thread.join(JOIN_SECONDS)

    def _watch(self) -> None:
        while not self._stopped.is_set():
            began = time.monotonic()
            self.check()
            if not self._stopped.is_set():
                self._notify(self.ready)
            self._pause(began)

    def _pause(self, began: float) -> None:
        with self._changed:
            self._checked_at = began
            self._changed.notify_all()
            pause = self._interval if self._absent else self._idle
            self._changed.wait_for(lambda: self._wanted_at > began or self._stopped.is_set(), pause)

    def _only_degrades(self, name: str) -> bool:
        return name in self._degrading and name not in self._awaited

    def _observations(self, _: CallbackOptions) -> Iterable[Observation]:
        # A scrape waits for nobody; the next one has what is found out now.
        self.refresh(0)
        absent = self._absent
        return [Observation(int(name not in absent), {"momento.dependency": name}) for name in self._checks]

    def _log_change(self, absent: dict[str, str]) -> None:
        for name in absent.keys() - self._absent.keys():
            _logger.warning("dependency lost", extra={"dependency": name, "detail": absent[name]})
        for name in self._absent.keys() - absent.keys():
            _logger.info("dependency ready", extra={"dependency": name})


def stop_requested() -> threading.Event:
    """An event that SIGTERM or Ctrl-C sets; call it from the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def serve(
    server: GrpcServer,
    readiness: Readiness,
    *,
    operations_listen: str = "",
    grace_seconds: float = 20.0,
    on_stop: tuple[Callable[[], None], ...] = (),
) -> None:
    """Runs `server` until SIGTERM or Ctrl-C, then drains it and calls each of `on_stop`.

    Meanwhile `/livez` and `/readyz` answer on `operations_listen`, unless it is empty; not ready while it drains.
    """
    stop = stop_requested()
    operations = _operations(operations_listen, readiness, stop)
    server.ask_before_health(readiness.refresh)
    port = server.start()
    _logger.info("serving", extra={"port": port})
    readiness.start(lambda ready: server.set_serving(serving=ready))
    stop.wait()
    readiness.stop()
    _logger.info("draining")
    server.drain(grace_seconds)
    readiness.join()
    for release in (*on_stop, *operations):
        release()
    _logger.info("stopped")


def _operations(listen: str, readiness: Readiness, stop: threading.Event) -> tuple[Callable[[], None], ...]:
    """What ends the port of operations, if there is to be one."""
    if not listen:
        return ()
    server = OperationsServer(
        listen,
        lambda: {"service": "it is ending"} if stop.is_set() else readiness.missing(),
        degraded=lambda: readiness.degraded,
    )
    server.start()
    return (server.stop,)
