"""A collector in memory: takes traces over OTLP/gRPC as a real one would, and can be asked for whole traces."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

TIMEOUT_SECONDS: Final = 120.0
NANOSECONDS: Final = 1_000_000_000


@dataclass(frozen=True)
class ReceivedSpan:
    """A span and the service that sent it, read only when asked: a receiver must not slow down what is measured."""

    service: str
    span: Span

    @property
    def name(self) -> str:
        return self.span.name

    @property
    def trace_id(self) -> str:
        return self.span.trace_id.hex()

    @property
    def span_id(self) -> str:
        return self.span.span_id.hex()

    @property
    def parent_id(self) -> str:
        return self.span.parent_span_id.hex()

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return (self.span.end_time_unix_nano - self.span.start_time_unix_nano) / NANOSECONDS

    @property
    def words(self) -> str:
        """Everything that it says, as text."""
        return str(self.span)


class OtlpReceiver(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self) -> None:
        self._arrival = threading.Condition()
        self._spans: list[ReceivedSpan] = []
        self._server = grpc.server(ThreadPoolExecutor(4))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]  # generated without types
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.stop(0).wait()

    @property
    def variables(self) -> Mapping[str, str]:
        """What services need in their environment to send their traces here, soon after they end."""
        return {
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"http://127.0.0.1:{self._port}",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }

    def Export(self, request: Any, _: Any) -> Any:  # noqa: N802  # the generated name
        """See OTLP's TraceService."""
        with self._arrival:
            for each in request.resource_spans:
                service = next(it.value.string_value for it in each.resource.attributes if it.key == "service.name")
                self._spans += [ReceivedSpan(service, span) for scope in each.scope_spans for span in scope.spans]
            self._arrival.notify_all()
        return trace_service_pb2.ExportTraceServiceResponse()

    def trace(self, trace_id: str, complete: Callable[[list[ReceivedSpan]], bool]) -> list[ReceivedSpan]:
        """The spans of a trace, as soon as `complete` holds for them; else what has come after a while."""
        with self._arrival:
            self._arrival.wait_for(lambda: complete(self._of(trace_id)), TIMEOUT_SECONDS)
            return self._of(trace_id)

    def everything(self) -> list[ReceivedSpan]:
        with self._arrival:
            return list(self._spans)

    def forget(self) -> None:
        """Begins anew."""
        with self._arrival:
            self._spans.clear()

    def _of(self, trace_id: str) -> list[ReceivedSpan]:
        return [span for span in self._spans if span.trace_id == trace_id]
