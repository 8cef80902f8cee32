from __future__ import annotations

import inspect
import io
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest
from momento_chassis import exporting
from momento_chassis.audit import audit
from momento_chassis.config import ConfigurationError
from momento_chassis.telemetry import configure, observed
from opentelemetry import metrics, propagate, trace
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

if TYPE_CHECKING:
    from collections.abc import Iterator


class Port:
    limit = 5

    def double(self, number: int, *, plus: int = 0) -> int:
        """Doubles."""
        return 2 * number + plus

    async def later(self, number: int) -> int:
        return number

    def broken(self) -> None:
        raise KeyError("x")

    async def broken_later(self) -> None:
        raise TimeoutError

    def _private(self) -> str:
        return "private"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> InMemoryMetricReader:
    reader = InMemoryMetricReader()
    monkeypatch.setattr(metrics, "get_meter", MeterProvider([reader]).get_meter)
    return reader


@pytest.fixture
def port(spans: InMemorySpanExporter, measured: InMemoryMetricReader) -> Port:
    assert (spans.get_finished_spans(), measured.get_metrics_data()) == ((), None)
    return observed(Port(), "ingest.store")


def points(reader: InMemoryMetricReader) -> list[Any]:
    (resource,) = reader.get_metrics_data().resource_metrics  # type: ignore[union-attr]  # something was measured
    (metric,) = resource.scope_metrics[0].metrics
    assert (metric.name, metric.unit) == ("momento.port.call.duration", "s")
    return list(metric.data.data_points)


def test_a_call_is_passed_on_with_a_span_and_a_duration(
    port: Port, spans: InMemorySpanExporter, measured: InMemoryMetricReader
) -> None:
    assert port.double(4, plus=1) == 9
    (span,) = spans.get_finished_spans()
    (point,) = points(measured)
    assert span.name == "ingest.store.double"
    assert dict(point.attributes) == {"port": "ingest.store", "method": "double", "error.type": ""}
    assert point.count == 1


async def test_an_asynchronous_call_is_measured_to_its_end(port: Port, spans: InMemorySpanExporter) -> None:
    call = port.later(4)
    assert spans.get_finished_spans() == ()
    assert await call == 4
    assert [span.name for span in spans.get_finished_spans()] == ["ingest.store.later"]


def test_an_error_passes_through_and_is_noted(
    port: Port, spans: InMemorySpanExporter, measured: InMemoryMetricReader
) -> None:
    with pytest.raises(KeyError):
        port.broken()
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert points(measured)[0].attributes["error.type"] == "KeyError"


async def test_an_asynchronous_error_passes_through_and_is_noted(
    port: Port, spans: InMemorySpanExporter, measured: InMemoryMetricReader
) -> None:
    with pytest.raises(TimeoutError):
        await port.broken_later()
    assert spans.get_finished_spans()[0].status.status_code is StatusCode.ERROR
    assert points(measured)[0].attributes["error.type"] == "TimeoutError"


def test_calls_of_one_method_are_counted_together(port: Port, measured: InMemoryMetricReader) -> None:
    for number in range(3):
        port.double(number)
    assert [point.count for point in points(measured)] == [3]


def test_what_is_private_or_no_method_is_left_alone(port: Port, spans: InMemorySpanExporter) -> None:
    assert (port._private(), port.limit) == ("private", 5)
    assert spans.get_finished_spans() == ()
    with pytest.raises(AttributeError):
        port.missing()  # type: ignore[attr-defined]  # that is the point


async def test_what_is_suppressed_is_passed_on_and_not_measured(
    port: Port, spans: InMemorySpanExporter, measured: InMemoryMetricReader
) -> None:
    with suppress_instrumentation():
        assert (port.double(4), await port.later(3)) == (8, 3)
    assert (spans.get_finished_spans(), measured.get_metrics_data()) == ((), None)


def test_a_method_keeps_its_kind_and_its_words(port: Port) -> None:
    assert inspect.iscoroutinefunction(port.later)
    assert not inspect.iscoroutinefunction(port.double)
    assert port.double.__doc__ == "Doubles."


def test_calls_within_a_span_belong_to_its_trace(port: Port, spans: InMemorySpanExporter) -> None:
    with trace.get_tracer("test").start_as_current_span("request") as request:
        port.double(1)
    child = spans.get_finished_spans()[0]
    assert child.context.trace_id == request.get_span_context().trace_id
    assert child.parent is not None


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Sets the process's logs up as a service does, gives what they write, and then the test's own logs back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    stdout = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stdout)
        configure("ingest", environ={})
    yield stdout
    root.handlers = handlers
    root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_log_line_is_json_and_says_when_who_and_what(written: io.StringIO) -> None:
    logging.getLogger("momento_ingest.x").warning("upload still delayed", extra={"upload_id": "01"})
    (line,) = lines(written)
    assert line.pop("timestamp")
    assert line == {
        "level": "WARNING",
        "logger": "momento_ingest.x",
        "message": "upload still delayed",
        "upload_id": "01",
        "service": "ingest",
    }


def test_a_log_line_carries_the_trace_it_belongs_to(written: io.StringIO, spans: InMemorySpanExporter) -> None:
    with trace.get_tracer("test").start_as_current_span("request") as span:
        logging.getLogger("momento").info("inside")
    context = span.get_span_context()
    (line,) = lines(written)
    assert line["trace_id"] == f"{context.trace_id:032x}"
    assert line["span_id"] == f"{context.span_id:016x}"
    assert [it.name for it in spans.get_finished_spans()] == ["request"]


def test_a_fault_is_one_line_with_its_traceback(written: io.StringIO) -> None:
    try:
        Port().broken()
    except KeyError:
        logging.getLogger("momento").exception("failed")
    (line,) = lines(written)
    assert "Traceback" in line["exc_info"]


def test_below_its_level_nothing_is_written(written: io.StringIO) -> None:
    logging.getLogger("momento").debug("detail")
    assert lines(written) == []


@pytest.mark.parametrize("library", ["httpx", "botocore", "urllib3"])
def test_libraries_that_would_write_whole_links_are_silenced(written: io.StringIO, library: str) -> None:
    logging.getLogger(library).info("GET https://s3/…?X-Amz-Signature=secret")
    assert lines(written) == []


FORGERY = 'x.jpg"}\n{"event": "session.started", "outcome": "success"}\r\u2028\x00\x1b[2J'


def test_an_audit_event_is_one_line_with_what_matters(written: io.StringIO) -> None:
    audit("media.upload", user_id="01", outcome="refused", reason="MALWARE_FOUND", upload_id=None)
    (line,) = lines(written)
    assert line["logger"] == "momento.audit"
    assert line["audit"] == {
        "event": "media.upload",
        "user_id": "01",
        "outcome": "refused",
        "reason": "MALWARE_FOUND",
    }


def test_nobody_is_told_as_nobody(written: io.StringIO) -> None:
    audit("session.refused", user_id=None, outcome="refused")
    assert lines(written)[0]["audit"]["user_id"] is None


@pytest.mark.parametrize("place", ["event", "user_id", "outcome", "file_name"])
def test_no_field_can_forge_a_second_line(written: io.StringIO, place: str) -> None:
    fields: dict[str, Any] = {"event": "media.upload", "user_id": "01", "outcome": "refused", place: FORGERY}
    event = fields.pop("event")
    audit(event, **fields)
    raw = written.getvalue()
    assert raw.count("\n") == 1
    assert not {"\r", "\x00", "\x1b"} & set(raw)
    assert json.loads(raw)["audit"][place] == FORGERY


class Recorder:
    """Stands in for an exporter or a provider and remembers that it was made."""

    def __init__(self, *_: object, **__: object) -> None:
        self.processors: list[object] = []

    def add_span_processor(self, processor: object) -> None:
        self.processors.append(processor)

    def start(self) -> None:
        """As a port does."""


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, set()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "https://c:4317"}, {"traces", "metrics"}),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, set()),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://c:4317"}, {"traces"}),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "https://c:4317"}, {"metrics"}),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "https://c:4317", "OTEL_SDK_DISABLED": "TRUE"}, set()),
        ({"MOMENTO_METRICS_LISTEN": "127.0.0.1:7111"}, {"metrics", ("127.0.0.1", 7111)}),
        ({"MOMENTO_METRICS_LISTEN": "[::1]:7111"}, {"metrics", ("::1", 7111)}),
        ({"MOMENTO_METRICS_LISTEN": "127.0.0.1:7111", "OTEL_SDK_DISABLED": "true"}, set()),
        ({"MOMENTO_METRICS_LISTEN": "", "OTEL_EXPORTER_OTLP_ENDPOINT": ""}, set()),
    ],
)
@pytest.mark.usefixtures("written")
def test_traces_and_metrics_go_where_the_standard_variables_say(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], expected: set[object]
) -> None:
    sent: set[object] = set()

    def listening(host: str, port: int, *_: object, **__: object) -> Recorder:
        sent.add((host, port))
        return Recorder()

    for name in (
        "TracerProvider",
        "MeterProvider",
        "BatchSpanProcessor",
        "PeriodicExportingMetricReader",
        "OTLPSpanExporter",
        "OTLPMetricExporter",
        "PrometheusMetricReader",
    ):
        monkeypatch.setattr(exporting, name, Recorder)
    monkeypatch.setattr(exporting, "HttpServer", listening)
    monkeypatch.setattr(propagate, "set_global_textmap", lambda _: None)
    monkeypatch.setattr(trace, "set_tracer_provider", lambda _: sent.add("traces"))
    monkeypatch.setattr(metrics, "set_meter_provider", lambda _: sent.add("metrics"))
    configure("ingest", environ=environ)
    assert sent == expected


@pytest.mark.parametrize("listen", ["7111", ":7111", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:\u0661"])
@pytest.mark.usefixtures("written")
def test_what_is_no_address_for_metrics_is_named(listen: str) -> None:
    with pytest.raises(ConfigurationError, match="MOMENTO_METRICS_LISTEN"):
        configure("ingest", environ={"MOMENTO_METRICS_LISTEN": listen})
