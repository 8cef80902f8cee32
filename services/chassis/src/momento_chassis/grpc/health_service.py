"""The health service (grpc.health.v1) of a server.

grpcio's own holds one lock while it tells watchers and while it hears that one has left, and hangs when both happen at
once; its other form takes a thread for each watcher, and every client of ours watches.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[[health_pb2.HealthCheckResponse], None]

_UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN


def _nothing() -> None:
    """Nobody knows better."""


class HealthService(health_pb2_grpc.HealthServicer):  # type: ignore[misc]  # grpcio-health-checking carries no types
    """Knows a status for each name, and tells those who watch it."""

    def __init__(self) -> None:
        self.refresh: Callable[[], None] = _nothing
        """Called before a check is answered: may set what has changed meanwhile."""
        # Held while somebody is told, so that nobody hears an older status after a newer one.
        self._reporting = threading.Lock()
        # Held for a moment only: the one thread that sends what is told also says who has left.
        self._known = threading.Lock()
        self._statuses: dict[str, int] = {}
        self._watchers: defaultdict[str, set[Report]] = defaultdict(set)

    def set(self, name: str, status: int) -> None:
        """Changes the status of `name`, and sends it to all who watch, if it is another."""
        with self._reporting:
            with self._known:
                same = self._statuses.get(name) == status
                self._statuses[name] = status
                watchers = list(self._watchers[name])
            for tell in () if same else watchers:
                tell(health_pb2.HealthCheckResponse(status=status))

    def end(self) -> None:
        """Nothing is served any more, under whatever name."""
        for name in list(self._statuses):
            self.set(name, health_pb2.HealthCheckResponse.NOT_SERVING)

    def Check(self, request: Any, context: grpc.ServicerContext) -> health_pb2.HealthCheckResponse:  # noqa: N802  # the generated name
        """See `grpc.health.v1`: NOT_FOUND for a name that is not known."""
        self.refresh()
        if request.service not in self._statuses:
            context.abort(grpc.StatusCode.NOT_FOUND, "There is no such service here.")
        return health_pb2.HealthCheckResponse(status=self._statuses[request.service])

    def Watch(self, request: Any, context: grpc.ServicerContext, tell: Any = None) -> Any:  # noqa: N802  # the generated name
        """See `grpc.health.v1`; returns at once, and `tell` sends what there is to say until the client leaves."""

        def forget() -> None:
            with self._known:
                self._watchers[request.service].discard(tell)

        with self._reporting:
            with self._known:
                self._watchers[request.service].add(tell)
                status = self._statuses.get(request.service, _UNKNOWN)
            if not context.add_callback(forget):
                forget()
                return
            tell(health_pb2.HealthCheckResponse(status=status))

    # What makes grpcio hand `tell` over, as it does for its own health service.
    Watch.experimental_non_blocking = True  # type: ignore[attr-defined]  # a mark on the function
