from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from momento_catalog.adapters.outbound.dynamodb.backoff import MAX_TRIES, Backoff
from momento_catalog.adapters.outbound.dynamodb.records.media_records import DynamoDbMediaRecords
from momento_catalog.adapters.outbound.dynamodb.records.media_store import DynamoDbMediaStore
from momento_catalog.adapters.tenants import Operator
from momento_catalog.application.deadline import within
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.index.media_record import changes

from tests.fakes.catalog.aws import TABLES, client
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = new_user_id()
(CHANGE,) = changes(None, media(USER))


class DynamoDb:
    """A client that answers what the test says."""

    def __init__(self) -> None:
        self.client = client("dynamodb")
        self.stubber = Stubber(self.client)
        self.waits: list[float] = []
        backoff = Backoff(wait=self.waits.append, chance=lambda: 1.0)
        tenants = Operator(client("s3"), self.client)
        self.store = DynamoDbMediaStore(tenants, TABLES, backoff)
        self.records = DynamoDbMediaRecords(tenants, TABLES)

    def cancels(self, *codes: str, times: int = 1) -> None:
        reasons = {"CancellationReasons": [{"Code": code} for code in codes]}
        for _ in range(times):
            self.refuses("transact_write_items", "TransactionCanceledException", reasons)

    def refuses(self, operation: str, code: str, detail: dict[str, Any] | None = None) -> None:
        self.stubber.add_client_error(operation, code, modeled_fields=detail)


@pytest.fixture
def dynamodb() -> Iterator[DynamoDb]:
    stubbed = DynamoDb()
    with stubbed.stubber:
        yield stubbed
        stubbed.stubber.assert_no_pending_responses()


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_met_another_is_tried_again(dynamodb: DynamoDb, code: str) -> None:
    dynamodb.cancels("None", code, times=3)
    dynamodb.stubber.add_response("transact_write_items", {})
    dynamodb.store.apply(CHANGE)
    assert dynamodb.waits == [0.04, 0.08, 0.16]


def test_tries_come_to_an_end(dynamodb: DynamoDb) -> None:
    dynamodb.cancels("TransactionConflict", times=MAX_TRIES)
    with pytest.raises(StoreUnavailable):
        dynamodb.store.apply(CHANGE)
    assert len(dynamodb.waits) == MAX_TRIES - 1
    assert max(dynamodb.waits) == 1.0


def test_no_try_begins_after_the_callers_deadline(dynamodb: DynamoDb) -> None:
    dynamodb.cancels("TransactionConflict")
    with within(0.0), pytest.raises(StoreUnavailable):
        dynamodb.store.apply(CHANGE)
    assert dynamodb.waits == []


def test_a_condition_that_does_not_hold_is_not_tried_again(dynamodb: DynamoDb) -> None:
    dynamodb.cancels("ConditionalCheckFailed", "TransactionConflict")
    with pytest.raises(RecordChanged):
        dynamodb.store.apply(CHANGE)


def test_a_fault_of_ours_is_not_told_as_the_stores(dynamodb: DynamoDb) -> None:
    dynamodb.cancels("ValidationError")
    with pytest.raises(ClientError):
        dynamodb.store.apply(CHANGE)
    dynamodb.refuses("get_item", "ValidationException")
    with pytest.raises(ClientError):
        dynamodb.records.get(USER, CHANGE.after.media.upload_id)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ExpiredTokenException", "ResourceNotFoundException"])
def test_what_an_operator_must_mend_is_told_as_unavailable(dynamodb: DynamoDb, code: str) -> None:
    dynamodb.refuses("get_item", code)
    with pytest.raises(StoreUnavailable):
        dynamodb.records.get(USER, CHANGE.after.media.upload_id)


def test_keys_that_dynamodb_left_out_are_asked_for_again(dynamodb: DynamoDb) -> None:
    key = {"userId": {"S": str(USER)}, "uploadId": {"S": str(CHANGE.after.media.upload_id)}}
    left_out = {TABLES.media: {"Keys": [key], "ConsistentRead": True}}
    for unprocessed in (left_out, {}):
        answer = {"Responses": {TABLES.media: []}, "UnprocessedKeys": unprocessed}
        dynamodb.stubber.add_response("batch_get_item", answer, {"RequestItems": left_out})
    assert dynamodb.records.get_many(USER, [CHANGE.after.media.upload_id]) == {}
