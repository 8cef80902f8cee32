from __future__ import annotations

import pytest
from momento_chassis.span_privacy import PrivateSpans
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, Tracer


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(sent: InMemorySpanExporter) -> Tracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(PrivateSpans(sent)))
    return provider.get_tracer("test")


def test_only_listed_attributes_leave(tracer: Tracer, sent: InMemorySpanExporter) -> None:
    attributes = {"http.route": "/media", "url.query": "q=ann", "client.address": "192.0.2.7", "enduser.id": "01"}
    with tracer.start_as_current_span("GET /media", attributes=attributes):
        pass
    (span,) = sent.get_finished_spans()
    assert dict(span.attributes or {}) == {"http.route": "/media"}


def test_an_error_leaves_with_its_class_and_without_its_words(tracer: Tracer, sent: InMemorySpanExporter) -> None:
    with pytest.raises(KeyError), tracer.start_as_current_span("store"):
        raise KeyError("user-01/photos/ann.jpg")
    (span,) = sent.get_finished_spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)
    assert [dict(event.attributes or {}) for event in span.events] == [{"exception.type": "KeyError"}]


def test_what_makes_a_trace_of_spans_is_kept(tracer: Tracer, sent: InMemorySpanExporter) -> None:
    with tracer.start_as_current_span("outer", kind=SpanKind.SERVER), tracer.start_as_current_span("inner"):
        pass
    inner, outer = sent.get_finished_spans()
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id
    assert inner.context.trace_id == outer.context.trace_id
    assert (outer.name, outer.kind) == ("outer", SpanKind.SERVER)
    assert None not in {outer.start_time, outer.end_time}
    assert outer.resource.attributes["telemetry.sdk.language"] == "python"
