from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from litestar import Litestar, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath  # noqa: TC002  # Litestar reads the annotation when the test runs
from momento_ingest.adapters.inbound.http.connections.measured_requests import MeasuredRequests
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.fakes.chassis.measurements import Measurements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TRACE_ID, SPAN_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
DURATIONS = "http.server.request.duration"


@get("/media/{upload_id:str}")
async def show(upload_id: FromPath[str]) -> str:
    return upload_id


@get("/broken")
async def broken() -> str:
    raise HTTPException(status_code=503)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measurements:
    return Measurements(monkeypatch)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


@pytest.fixture
async def client(measured: Measurements, spans: InMemorySpanExporter) -> AsyncIterator[httpx.AsyncClient]:
    assert (measured.of(DURATIONS), spans.get_finished_spans()) == ({}, ())
    app: Any = MeasuredRequests(Litestar([show, broken], logging_config=None))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://edge") as client:
        yield client


async def test_a_request_is_named_by_its_route_and_not_by_its_path(
    client: httpx.AsyncClient, spans: InMemorySpanExporter, measured: Measurements
) -> None:
    for name in ("ann", "bob"):
        assert (await client.get(f"/media/{name}?q=ann")).status_code == 200
    assert measured.of(DURATIONS) == {("GET", 200, "/media/{upload_id}", "1.1", "https"): 2}
    assert measured.of("http.server.active_requests") == {("GET", "https"): 0}
    assert [span.name for span in spans.get_finished_spans()] == ["GET /media/{upload_id}"] * 2
    assert "ann" not in str([dict(span.attributes or {}) for span in spans.get_finished_spans()])


async def test_a_request_is_part_of_its_sender_s_trace(client: httpx.AsyncClient, spans: InMemorySpanExporter) -> None:
    await client.get("/media/a", headers={"traceparent": f"00-{TRACE_ID}-{SPAN_ID}-01"})
    (span,) = spans.get_finished_spans()
    assert span.parent is not None
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE_ID, SPAN_ID)
    assert span.kind is SpanKind.SERVER


@pytest.mark.parametrize("nonsense", ["", "00-0-0-01", f"00-{'0' * 32}-{SPAN_ID}-01", "é" * 1000])
async def test_nonsense_begins_a_trace_of_its_own(
    client: httpx.AsyncClient, spans: InMemorySpanExporter, nonsense: str
) -> None:
    answer = await client.get("/media/a", headers=[(b"traceparent", nonsense.encode())])
    assert answer.status_code == 200
    assert spans.get_finished_spans()[0].parent is None


async def test_neither_paths_nor_methods_that_do_not_exist_make_series(
    client: httpx.AsyncClient, measured: Measurements
) -> None:
    for number in range(3):
        await client.get(f"/nothing/{number}")
        await client.request(f"INVENTED{number}", "/media/a")
    series = measured.of(DURATIONS)
    assert sum(series.values()) == 6
    assert {labels[0] for labels in series} == {"GET", "_OTHER"}
    assert len(series) == 2


async def test_a_failure_of_ours_is_an_error_and_a_refusal_is_none(
    client: httpx.AsyncClient, spans: InMemorySpanExporter
) -> None:
    await client.get("/broken")
    await client.get("/nothing")
    statuses = [span.status.status_code for span in spans.get_finished_spans()]
    assert statuses == [StatusCode.ERROR, StatusCode.UNSET]
