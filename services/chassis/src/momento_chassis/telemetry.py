"""Traces, metrics and logs, written in the names of OpenTelemetry's semantic conventions.

Traces and metrics leave the process as `exporting` says; logs are JSON lines on standard output and carry the trace
they belong to.
"""

from __future__ import annotations

import functools
import inspect
import logging
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from opentelemetry import metrics, trace
from opentelemetry.instrumentation.utils import is_instrumentation_enabled
from pythonjsonlogger.json import JsonFormatter

from momento_chassis.exporting import export
from momento_chassis.former_variables import warn_of_former_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

T = TypeVar("T")
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Boundaries of histograms of durations: those of OpenTelemetry's `http.server.request.duration`, and further up."""
_TALKATIVE: Final = ("boto3", "botocore", "httpcore", "httpx", "s3transfer", "urllib3")
"""Libraries that write whole addresses at INFO: a presigned one is as good as a password until it expires."""


def configure(service: str, level: str = "INFO", environ: Mapping[str, str] = os.environ) -> None:
    """Sets up logs, and traces and metrics where `environ` says to send them, for the process named `service`.

    Warns once of variables in `environ` that have another name now.
    """
    _configure_logs(service, level)
    warn_of_former_names(environ)
    export(service, environ)


def configure_command(service: str) -> None:
    """Sets up logs, and no more, for what an operator runs beside the process that has the port for metrics."""
    _configure_logs(service, "WARNING")


def observed(port: T, name: str) -> T:
    """`port`, with a span and a duration measured around each of its public methods.

    So that use cases stay free of telemetry, bootstrap wraps the adapters it hands to them.
    """
    return cast("T", _Observed(port, name))


class _Observed:
    """Stands before a port and passes every call on."""

    def __init__(self, port: object, name: str) -> None:
        self._port = port
        self._name = name
        self._tracer = trace.get_tracer("momento.ports")
        self._durations = metrics.get_meter("momento.ports").create_histogram(
            "momento.port.call.duration",
            unit="s",
            description="Time that calls of ports take",
            explicit_bucket_boundaries_advisory=SECONDS,
        )

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._port, attribute)
        if attribute.startswith("_") or not callable(value):
            return value
        wrapped = self._observed(attribute, value)
        setattr(self, attribute, wrapped)
        return wrapped

    def _observed(self, method: str, call: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(call):

            @functools.wraps(call)
            async def asynchronous(*args: Any, **kwargs: Any) -> Any:
                if not is_instrumentation_enabled():
                    return await call(*args, **kwargs)
                with _Measured(self, method):
                    return await call(*args, **kwargs)

            return asynchronous

        @functools.wraps(call)
        def synchronous(*args: Any, **kwargs: Any) -> Any:
            if not is_instrumentation_enabled():
                return call(*args, **kwargs)
            with _Measured(self, method):
                return call(*args, **kwargs)

        return synchronous


class _Measured:
    """One call of a port: a span, and one entry in the histogram."""

    def __init__(self, port: _Observed, method: str) -> None:
        self._port = port
        self._method = method

    def __enter__(self) -> None:
        self._started = time.perf_counter()
        self._span = self._port._tracer.start_as_current_span(f"{self._port._name}.{self._method}")  # noqa: SLF001  # one class in two parts
        self._span.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._span.__exit__(kind, error, traceback)
        attributes = {"port": self._port._name, "method": self._method, "error.type": kind.__name__ if kind else ""}  # noqa: SLF001  # one class in two parts
        self._port._durations.record(time.perf_counter() - self._started, attributes)  # noqa: SLF001  # one class in two parts


class _TraceContext(logging.Filter):
    """Adds the service and the current trace to each log record."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def filter(self, record: logging.LogRecord) -> bool:
        context = trace.get_current_span().get_span_context()
        record.service = self._service
        if context.is_valid:
            record.trace_id = trace.format_trace_id(context.trace_id)
            record.span_id = trace.format_span_id(context.span_id)
        return True


def _configure_logs(service: str, level: str) -> None:
    names = {"asctime": "timestamp", "levelname": "level", "name": "logger"}
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields=names, datefmt="%Y-%m-%dT%H:%M:%S%z"
        )
    )
    handler.addFilter(_TraceContext(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)
