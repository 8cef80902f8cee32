from __future__ import annotations

import base64
import json
from typing import Any

from botocore.loaders import create_loader
from botocore.model import ServiceModel
from botocore.parsers import JSONParser
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.dynamodb.answers import QuickJsonParser

from tests.unit.catalog.adapters.outbound.attributes import items_of

MODEL = ServiceModel(create_loader().load_service_model("dynamodb", "service-2"))
BYTES = st.binary(max_size=9).map(lambda content: base64.b64encode(content).decode())
PLAIN = st.one_of(
    st.text(max_size=5).map(lambda text: {"S": text}),
    st.integers().map(lambda number: {"N": str(number)}),
    st.booleans().map(lambda yes: {"BOOL": yes}),
    BYTES.map(lambda content: {"B": content}),
    st.lists(BYTES, min_size=1, max_size=3).map(lambda contents: {"BS": contents}),
    st.lists(st.text(max_size=5), min_size=1, max_size=3).map(lambda texts: {"SS": texts}),
    st.just({"NULL": True}),
)
ITEMS = st.lists(items_of(PLAIN), max_size=3)


def answer(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "1"}
    return {"operation": operation, "headers": headers, "status_code": 200, "body": json.dumps(body).encode()}


@given(ITEMS)
def test_items_are_read_as_botocore_reads_them(items: list[dict[str, Any]]) -> None:
    answers = [
        answer("BatchGetItem", {"Responses": {"media": items}, "UnprocessedKeys": {"media": {"Keys": items}}}),
        answer("Query", {"Items": items, "Count": len(items), "LastEvaluatedKey": items[0] if items else {}}),
        *(answer("GetItem", {"Item": item}) for item in items),
    ]
    for each in answers:
        shape = MODEL.operation_model(each["operation"]).output_shape
        assert shape is not None
        expected = JSONParser().parse(each, shape)
        assert QuickJsonParser().parse(each, shape) == expected
