"""Calls of AWS, against moto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError
from momento_chassis.aws.measured_calls import CallMeter, trace_calls
from moto import mock_aws
from opentelemetry import trace
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.sdk.trace import TracerProvider

from tests.fakes.chassis.measurements import Measurements

if TYPE_CHECKING:
    from collections.abc import Iterator

DURATIONS, CAPACITY = "rpc.client.call.duration", "momento.dynamodb.capacity"
KEYS: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
KNOWN = {"region_name": "eu-central-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measurements:
    return Measurements(monkeypatch)


@pytest.fixture
def dynamodb(measured: Measurements) -> Iterator[Any]:
    with mock_aws():
        plain = boto3.client("dynamodb", **KNOWN)  # type: ignore[call-overload]  # keywords are spread
        plain.create_table(TableName="media", **KEYS)
        assert measured.of(DURATIONS) == {}
        yield CallMeter().measured(plain)


def test_each_call_counts_by_its_operation_and_its_refusal(dynamodb: Any, measured: Measurements) -> None:
    dynamodb.put_item(TableName="media", Item={"id": {"S": "ann"}})
    with pytest.raises(ClientError):
        dynamodb.get_item(TableName="nothing", Key={"id": {"S": "ann"}})
    assert measured.of(DURATIONS) == {
        ("", "DynamoDB/PutItem", "aws-api"): 1,
        ("ResourceNotFoundException", "DynamoDB/GetItem", "aws-api"): 1,
    }


def test_the_capacity_that_is_charged_counts_by_table_and_operation(dynamodb: Any, measured: Measurements) -> None:
    dynamodb.put_item(TableName="media", Item={"id": {"S": "ann"}})
    dynamodb.query(
        TableName="media", KeyConditionExpression="id = :id", ExpressionAttributeValues={":id": {"S": "ann"}}
    )
    charged = measured.of(CAPACITY)
    assert charged.keys() >= {("media", "Query")}
    assert min(charged.values()) > 0
    assert "ann" not in str(charged)


def test_whoever_asks_for_capacity_in_detail_still_gets_it(dynamodb: Any) -> None:
    answer = dynamodb.query(
        TableName="media",
        KeyConditionExpression="id = :id",
        ExpressionAttributeValues={":id": {"S": "ann"}},
        ReturnConsumedCapacity="NONE",
    )
    assert "ConsumedCapacity" not in answer


def test_what_readiness_asks_does_not_count(dynamodb: Any, measured: Measurements) -> None:
    with suppress_instrumentation():
        dynamodb.describe_table(TableName="media")
    assert measured.of(DURATIONS) == {}


def test_a_call_that_nobody_answers_counts_with_its_error(measured: Measurements) -> None:
    config = Config(retries={"max_attempts": 0}, connect_timeout=1)
    plain = boto3.client("sts", endpoint_url="http://127.0.0.1:1", config=config, **KNOWN)  # type: ignore[call-overload]  # keywords are spread
    client = CallMeter().measured(plain)
    with pytest.raises(EndpointConnectionError):
        client.get_caller_identity()
    assert measured.of(DURATIONS) == {("EndpointConnectionError", "STS/GetCallerIdentity", "aws-api"): 1}


@pytest.mark.parametrize(("provider", "traced"), [(TracerProvider(), 1), (trace.NoOpTracerProvider(), 0)])
def test_calls_become_spans_only_where_spans_are_sent_anywhere(
    monkeypatch: pytest.MonkeyPatch, provider: trace.TracerProvider, traced: int
) -> None:
    instrumented: list[object] = []
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    monkeypatch.setattr(BotocoreInstrumentor, "instrument", lambda _: instrumented.append(provider))
    trace_calls()
    assert len(instrumented) == traced
