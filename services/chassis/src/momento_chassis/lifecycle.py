"""Start, be ready, drain, stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from momento_chassis.operations import OperationsServer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from momento_chassis.grpc.server import GrpcServer

_logger = logging.getLogger(__name__)


class Readiness:
    """Asks again and again whether what a service depends on answers."""

    def __init__(self, checks: Mapping[str, Callable[[], None]], interval_seconds: float = 2.0) -> None:
        """Prepares the checks; each raises an exception, with a sentence, while its dependency does not answer."""
        self._checks = checks
        self._interval = interval_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="readiness", daemon=True)
        self._notify: Callable[[bool], None] = lambda _: None
        self.failing: dict[str, str] = dict.fromkeys(checks, "not checked yet")

    @property
    def ready(self) -> bool:
        """Whether every dependency answered at its last check."""
        return not self.failing

    def check(self) -> None:
        """Runs every check once, now."""
        failing = {}
        for name, check in self._checks.items():
            try:
                check()
            except Exception as error:  # noqa: BLE001  # whatever a dependency raises means that it is not ready
                failing[name] = str(error) or type(error).__name__
        self._log_change(failing)
        self.failing = failing

    def start(self, notify: Callable[[bool], None]) -> None:
        """Begins to check; `notify` hears the result each time."""
        self._notify = notify
        self._thread.start()

    def stop(self) -> None:
        """Ends the checks."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            self.check()
            if not self._stopped.is_set():
                self._notify(self.ready)
            self._stopped.wait(self._interval)

    def _log_change(self, failing: dict[str, str]) -> None:
        for name in failing.keys() - self.failing.keys():
            _logger.warning("dependency lost", extra={"dependency": name, "detail": failing[name]})
        for name in self.failing.keys() - failing.keys():
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
    port = server.start()
    _logger.info("serving", extra={"port": port})
    readiness.start(lambda ready: server.set_serving(serving=ready))
    stop.wait()
    readiness.stop()
    _logger.info("draining")
    server.drain(grace_seconds)
    for release in (*on_stop, *operations):
        release()
    _logger.info("stopped")


def _operations(listen: str, readiness: Readiness, stop: threading.Event) -> tuple[Callable[[], None], ...]:
    """What ends the port of operations, if there is to be one."""
    if not listen:
        return ()
    server = OperationsServer(listen, lambda: {"service": "it is ending"} if stop.is_set() else readiness.failing)
    server.start()
    return (server.stop,)
