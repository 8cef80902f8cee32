from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ParamValidationError
from botocore.loaders import create_loader
from botocore.model import ServiceModel
from botocore.serialize import JSONSerializer
from botocore.validate import ParamValidationDecorator, ParamValidator
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.dynamodb.requests import QuickJsonSerializer, QuickValidator

from tests.unit.catalog.adapters.outbound.attributes import items_of

MODEL = ServiceModel(create_loader().load_service_model("dynamodb", "service-2"))
PLAIN = st.one_of(
    st.text(max_size=5).map(lambda text: {"S": text}),
    st.integers().map(lambda number: {"N": str(number)}),
    st.booleans().map(lambda yes: {"BOOL": yes}),
    st.binary(max_size=9).map(lambda content: {"B": content}),
    st.lists(st.binary(max_size=9), min_size=1, max_size=3).map(lambda contents: {"BS": contents}),
    st.lists(st.text(max_size=5), min_size=1, max_size=3).map(lambda texts: {"SS": texts}),
)
ITEMS = st.lists(items_of(PLAIN), min_size=1, max_size=3)
TABLE = "momento-media"


def quick(operation: str, parameters: dict[str, Any]) -> Any:
    checked = ParamValidationDecorator(QuickValidator(), QuickJsonSerializer())
    return checked.serialize_to_request(parameters, MODEL.operation_model(operation))


@given(ITEMS)
def test_items_are_written_as_botocore_writes_them(items: list[dict[str, Any]]) -> None:
    puts = [{"Put": {"TableName": TABLE, "Item": item, "ExpressionAttributeValues": item}} for item in items]
    requests: list[tuple[str, dict[str, Any]]] = [
        ("TransactWriteItems", {"TransactItems": puts, "ClientRequestToken": "1"}),
        ("BatchGetItem", {"RequestItems": {TABLE: {"Keys": items, "ConsistentRead": True}}}),
        ("PutItem", {"TableName": TABLE, "Item": items[0], "ConditionExpression": "attribute_not_exists(a)"}),
        ("Query", {"TableName": TABLE, "ExpressionAttributeValues": items[0], "Limit": 3}),
    ]
    for operation, parameters in requests:
        model = MODEL.operation_model(operation)
        expected = ParamValidationDecorator(ParamValidator(), JSONSerializer()).serialize_to_request(parameters, model)
        assert quick(operation, parameters) == expected


@pytest.mark.parametrize(
    "parameters",
    [
        {"Item": {"a": {"S": "b"}}},
        {"TableName": TABLE, "Item": "no map"},
        {"TableName": TABLE, "Item": {"a": {"S": "b"}}, "Unknown": 1},
        {"TableName": "", "Item": {"a": {"S": "b"}}},
    ],
)
def test_what_is_no_request_is_still_refused_before_it_is_sent(parameters: dict[str, Any]) -> None:
    with pytest.raises(ParamValidationError):
        quick("PutItem", parameters)
