"""Where traces and metrics leave a process: to a collector over OTLP, and to Prometheus on a port of their own."""

from __future__ import annotations

import errno
import logging
import threading
from typing import TYPE_CHECKING, Final

from opentelemetry import metrics, propagate, trace
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import MetricsHandler

from momento_chassis.config import ConfigurationError
from momento_chassis.http_server import HttpServer
from momento_chassis.span_privacy import PrivateSpans

if TYPE_CHECKING:
    from collections.abc import Mapping

_logger = logging.getLogger(__name__)
RETRY_SECONDS: Final = 1.0
METRICS_LISTEN: Final = "MOMENTO_METRICS_LISTEN"
"""`host:port` for `/metrics`; where it is not set, there is none."""
_ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
_ENDPOINTS: Final = {"traces": "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "metrics": "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"}


def export(service: str, environ: Mapping[str, str]) -> None:
    """Sends the traces and metrics of `service` where `environ` says.

    Raises:
        ConfigurationError: `MOMENTO_METRICS_LISTEN` is no `host:port`.
        OSError: its host is not of this machine.
    """
    # Baggage is not passed on: whatever a browser put into it would travel to every service.
    propagate.set_global_textmap(TraceContextTextMapPropagator())
    resource = Resource.create({SERVICE_NAME: f"momento-{service}"})
    if _wanted("traces", environ):
        tracer_provider = TracerProvider(resource=resource)
        tracer_provider.add_span_processor(BatchSpanProcessor(PrivateSpans(OTLPSpanExporter())))
        trace.set_tracer_provider(tracer_provider)
    if readers := _readers(environ):
        metrics.set_meter_provider(MeterProvider(readers, resource=resource))


def _readers(environ: Mapping[str, str]) -> list[MetricReader]:
    readers: list[MetricReader] = []
    if _wanted("metrics", environ):
        readers.append(PeriodicExportingMetricReader(OTLPMetricExporter()))
    if (listen := environ.get(METRICS_LISTEN)) and not _disabled(environ):
        host, port = _host_and_port(listen)
        readers.append(PrometheusMetricReader())
        _serve(port, host)
    return readers


def _serve(port: int, host: str, *, again: bool = False) -> None:
    """Opens the port, at once or when anyone who has it lets go: an edge's new worker begins before the former ends."""
    try:
        HttpServer(host, port, MetricsHandler, name="metrics").start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        if not again:
            detail = {"port": port, "seconds": RETRY_SECONDS}
            _logger.warning("the port for metrics is taken; it is tried until it is free", extra=detail)
        later = threading.Timer(RETRY_SECONDS, _serve, (port, host), {"again": True})
        later.daemon = True
        later.start()


def _host_and_port(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal()):
        raise ConfigurationError(f"configuration: {METRICS_LISTEN} cannot be used (host:port for /metrics)")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _wanted(signal: str, environ: Mapping[str, str]) -> bool:
    # An empty variable counts as none (OpenTelemetry specification, environment variables).
    return not _disabled(environ) and bool(environ.get(_ENDPOINT) or environ.get(_ENDPOINTS[signal]))


def _disabled(environ: Mapping[str, str]) -> bool:
    return environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
