"""A receiver for traces, so that a measurement can say where the time went."""

from __future__ import annotations

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from statistics import fmean
from typing import TYPE_CHECKING, Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Mapping

NANOSECONDS = 1_000_000_000


class Spans(trace_service_pb2_grpc.TraceServiceServicer):
    """Durations of all spans that services send over OTLP, by name, in seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._durations: dict[str, list[float]] = defaultdict(list)
        self._server = grpc.server(ThreadPoolExecutor(2))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]  # generated without types
        self._port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    @property
    def variables(self) -> Mapping[str, str]:
        """What a service needs in its environment to send its traces here, soon after they end."""
        return {
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"http://127.0.0.1:{self._port}",
            "OTEL_BSP_SCHEDULE_DELAY": "500",
        }

    def Export(self, request: Any, _: Any) -> Any:  # noqa: N802  # the generated name
        """See OTLP's TraceService."""
        with self._lock:
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        seconds = (span.end_time_unix_nano - span.start_time_unix_nano) / NANOSECONDS
                        self._durations[span.name].append(seconds)
        return trace_service_pb2.ExportTraceServiceResponse()

    def forget(self) -> None:
        """Begins a new measurement."""
        with self._lock:
            self._durations.clear()

    def means(self) -> dict[str, float]:
        """Mean duration of each kind of span in seconds."""
        with self._lock:
            return {name: fmean(durations) for name, durations in self._durations.items()}

    def stop(self) -> None:
        """Ends the receiver."""
        self._server.stop(0)
