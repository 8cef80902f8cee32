"""Each request as a span and in metrics, by its route: a path names people's things, and a link opens them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from litestar.enums import ScopeType
from momento_chassis.telemetry import SECONDS
from opentelemetry import metrics, propagate, trace
from opentelemetry.trace import SpanKind, StatusCode

if TYPE_CHECKING:
    from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
    from opentelemetry.context import Context
    from opentelemetry.trace import Span
    from opentelemetry.util.types import AttributeValue

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_OTHER: Final = "_OTHER"
"""What semantic conventions call a method that is not known, so that callers cannot invent series."""
_FAULT: Final = 500


class MeasuredRequests:
    """Measures `http.server.request.duration` and `http.server.active_requests`, and goes on with the caller's trace.

    Named by OpenTelemetry's semantic conventions for HTTP. OpenTelemetry's own middleware is not used: it writes whole
    addresses and clients' addresses into spans, does not know routes of Litestar, and makes a span of each chunk.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tracer = trace.get_tracer("momento.http")
        meter = metrics.get_meter("momento.http")
        self._durations = meter.create_histogram(
            "http.server.request.duration",
            unit="s",
            description="Time from a request's header to the end of its answer",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._active = meter.create_up_down_counter(
            "http.server.active_requests", unit="{request}", description="Requests that are being answered"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == ScopeType.HTTP:
            await self._measured(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _measured(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        attributes = _known_before(scope)
        known_at_start = dict(attributes)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                attributes["http.response.status_code"] = message["status"]
            await send(message)

        started = time.perf_counter()
        self._active.add(1, known_at_start)
        with self._tracer.start_as_current_span(
            str(attributes["http.request.method"]), context=_callers_trace(scope), kind=SpanKind.SERVER
        ) as span:
            try:
                await self._app(scope, receive, send_and_note)
            finally:
                attributes.update(_known_after(scope))
                _report(span, attributes)
                self._active.add(-1, known_at_start)
                self._durations.record(time.perf_counter() - started, attributes)


def _known_before(scope: HTTPScope) -> dict[str, AttributeValue]:
    method = str(scope["method"])
    return {"http.request.method": method if method in _METHODS else _OTHER, "url.scheme": scope["scheme"]}


def _known_after(scope: HTTPScope) -> dict[str, AttributeValue]:
    template = scope.get("path_template")
    route = {"http.route": str(template)} if template else {}
    return {"network.protocol.version": scope["http_version"], **route}


def _callers_trace(scope: HTTPScope) -> Context:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return propagate.extract(headers)


def _report(span: Span, attributes: dict[str, AttributeValue]) -> None:
    span.set_attributes(attributes)
    if "http.route" in attributes:
        span.update_name(" ".join(map(str, (attributes["http.request.method"], attributes["http.route"]))))
    status = attributes.get("http.response.status_code")
    if isinstance(status, int) and status >= _FAULT:
        span.set_status(StatusCode.ERROR)
