"""Calls of AWS as OpenTelemetry sees them: a span and a duration each, and the capacity that DynamoDB charges."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from opentelemetry import metrics, trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.instrumentation.utils import is_instrumentation_enabled
from opentelemetry.sdk.trace import TracerProvider

from momento_chassis.telemetry import SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient
    from botocore.model import OperationModel

    Client = TypeVar("Client", bound=BaseClient)

_STARTED: Final = "momento.started"
_CAPACITY: Final = "ReturnConsumedCapacity"


def trace_calls() -> None:
    """From now on every call of botocore in this process is a span, if spans are sent anywhere; once in a process.

    Comes after `telemetry.configure`. A span that nobody gets costs a twentieth of a call as well.
    """
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        return
    BotocoreInstrumentor().instrument()  # type: ignore[no-untyped-call]  # the library has no types


class CallMeter:
    """Measures the clients that are given to it, by the events that botocore emits around each call."""

    def __init__(self) -> None:
        meter = metrics.get_meter("momento.aws")
        self._durations = meter.create_histogram(
            "rpc.client.call.duration",
            unit="s",
            description="Time that calls of AWS take, with their retries",
            explicit_bucket_boundaries_advisory=SECONDS,
        )
        self._capacity = meter.create_counter(
            "momento.dynamodb.capacity", unit="{unit}", description="Capacity units that DynamoDB has charged"
        )

    def measured(self, client: Client) -> Client:
        """The same client, measured from now on."""
        events = client.meta.events
        events.register("provide-client-params.dynamodb", _ask_for_capacity)
        events.register("before-call", _note_start)
        events.register("after-call", self._answered)
        events.register("after-call-error", self._failed)
        return client

    def _answered(
        self, model: OperationModel, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: object
    ) -> None:
        self._record(context, parsed.get("Error", {}).get("Code", ""))
        charged = parsed.get("ConsumedCapacity", ())
        for each in [charged] if isinstance(charged, dict) else charged:
            attributes = {"aws.dynamodb.table": each["TableName"], "aws.operation": model.name}
            self._capacity.add(each["CapacityUnits"], attributes)

    def _failed(self, exception: Exception, context: Mapping[str, Any], **_: object) -> None:
        self._record(context, type(exception).__name__)

    def _record(self, context: Mapping[str, Any], error: str) -> None:
        if _STARTED in context:
            started, method = context[_STARTED]
            attributes = {"rpc.system.name": "aws-api", "rpc.method": method, "error.type": error}
            self._durations.record(time.perf_counter() - started, attributes)


def _ask_for_capacity(params: dict[str, Any], model: OperationModel, **_: object) -> None:
    input_shape = model.input_shape
    if input_shape is not None and _CAPACITY in input_shape.members:
        params.setdefault(_CAPACITY, "TOTAL")


def _note_start(model: OperationModel, context: dict[str, Any], **_: object) -> None:
    # Readiness asks again and again, and is not part of what people caused.
    if is_instrumentation_enabled():
        context[_STARTED] = time.perf_counter(), f"{model.service_model.service_id}/{model.name}"
