from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from ministack.core import iam_actions, iam_evaluator
from momento_local.embedded_aws.policies import remember

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The documents that are read, one after the other, while the embedded AWS remembers them."""
    found: list[object] = []
    parse: Callable[[Any], Any] = iam_evaluator.parse_policy_document  # what is replaced

    def counted(document: Any) -> Any:
        found.append(document)
        return parse(document)

    monkeypatch.setattr(iam_evaluator, "parse_policy_document", counted)
    monkeypatch.setattr(iam_actions, "dynamodb_transaction_checks", iam_actions.dynamodb_transaction_checks)
    remember()
    return found


def allowing(action: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def actions(document: object) -> list[list[str]]:
    return [statement.actions for statement in iam_evaluator.parse_policy_document(document)]


def test_a_policy_says_the_same_each_time_and_its_text_is_read_once(read: list[object]) -> None:
    text = allowing("s3:PutObject")
    assert [actions(text) for _ in range(3)] == [[["s3:PutObject"]]] * 3
    assert read == [text]


def test_a_policy_with_another_text_says_something_else(read: list[object]) -> None:
    texts = [allowing("s3:PutObject"), allowing("s3:GetObject")]
    assert [actions(text) for text in texts] == [[["s3:PutObject"]], [["s3:GetObject"]]]
    assert read == texts


def test_a_policy_that_may_be_changed_in_place_is_read_each_time(read: list[object]) -> None:
    document = json.loads(allowing("s3:PutObject"))
    assert actions(document) == [["s3:PutObject"]]
    document["Statement"][0]["Action"] = "s3:GetObject"
    assert actions(document) == [["s3:GetObject"]]
    assert len(read) == 2


@pytest.mark.usefixtures("read")
def test_a_transaction_needs_leave_for_each_action_on_each_table_once() -> None:
    items = [
        {"Put": {"TableName": "media"}},
        {"Put": {"TableName": "facets"}},
        {"Put": {"TableName": "facets"}},
        {"Update": {"TableName": "facets"}},
    ]
    body = json.dumps({"TransactItems": items}).encode()
    asked = iam_actions.dynamodb_transaction_checks("dynamodb:TransactWriteItems", body, "us-east-1", "000000000000")
    assert asked == [
        ("dynamodb:PutItem", f"{TABLE}/media"),
        ("dynamodb:PutItem", f"{TABLE}/facets"),
        ("dynamodb:UpdateItem", f"{TABLE}/facets"),
    ]
