"""How many calls a server answers, how long they take and how they end."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import grpc
from opentelemetry import metrics

from momento_chassis.grpc.interceptors import around
from momento_chassis.telemetry import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTH: Final = "/grpc.health.v1."


class CallMeasurement(grpc.ServerInterceptor):  # type: ignore[type-arg]  # generic only in its type stub
    """Measures `rpc.server.call.duration` of OpenTelemetry's semantic conventions, and the calls under way.

    Methods that nobody registered are not measured: their names come from the caller and have no bound. Health is
    asked for every few seconds and says nothing of the service's work.
    """

    def __init__(self) -> None:
        meter = metrics.get_meter("momento.grpc")
        self._durations = meter.create_histogram(
            "rpc.server.call.duration",
            unit="s",
            description="Time that calls of this service take",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._active = meter.create_up_down_counter(
            "momento.rpc.server.active_calls", unit="{call}", description="Calls that are being answered"
        )

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        """See `grpc.ServerInterceptor`."""
        handler = continuation(details)
        if handler is None or details.method.startswith(HEALTH):
            return handler
        return around(handler, lambda context: self._measured(details.method.removeprefix("/"), context))

    @contextmanager
    def _measured(self, method: str, context: grpc.ServicerContext) -> Iterator[None]:
        attributes = {"rpc.system.name": "grpc", "rpc.method": method}
        started, failed = time.perf_counter(), True
        self._active.add(1, attributes)
        try:
            yield
            failed = False
        finally:
            self._active.add(-1, attributes)
            status = _status(context, failed=failed)
            self._durations.record(time.perf_counter() - started, {**attributes, "rpc.response.status_code": status})


def _status(context: grpc.ServicerContext, *, failed: bool) -> str:
    """The name of the status; a call that fails without one is answered as UNKNOWN by grpc."""
    code: grpc.StatusCode | None = context.code()  # type: ignore[attr-defined]  # missing from the stub
    if code is not None:
        return code.name
    return grpc.StatusCode.UNKNOWN.name if failed else grpc.StatusCode.OK.name
