"""Fault 7: DynamoDB throttles. Pass mark: bounded retry, then a visible pending state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.tus_client import ended, sent
from tests.faults.aws_calls import Answer, Call, throttled
from tests.faults.waiting import eventually, states
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults, Forward

CANCELLED = throttled("TransactionCanceledException", CancellationReasons=[{"Code": "ThrottlingError"}])
REJECTIONS = {
    "the table": throttled("ProvisionedThroughputExceededException"),
    "the account": throttled("ThrottlingException"),
    "the transaction": CANCELLED,
}
MAX_CALLS = 40
"""Ten tries of the catalog (`Backoff`), each of four by botocore (`max_attempts`)."""


def saying(answer: Answer) -> Callable[[Forward], Answer]:
    return lambda _: answer


def of(member: Member, operation: str = "") -> Callable[[Call], bool]:
    return lambda call: call.service == "dynamodb" and call.user == member.user_id and operation in call.operation


@pytest.mark.parametrize("by", REJECTIONS)
def test_a_record_throttled_a_few_times_is_written_within_the_request(
    member: Member, aws: AwsFaults, storage: Storage, by: str
) -> None:
    with aws.injected(saying(REJECTIONS[by]), of(member, "TransactWriteItems"), 3) as befallen:
        item = member.keep("a.png", png(340))
    assert befallen() == 3
    assert member.listed() == [item["uploadId"]]
    assert len(storage.keys(f"user-{member.user_id}/photos/")) == 1


@pytest.mark.parametrize("by", REJECTIONS)
def test_a_record_throttled_without_end_is_promised_seen_to_wait_and_written_when_it_ends(
    member: Member, aws: AwsFaults, storage: Storage, by: str
) -> None:
    with aws.injected(saying(REJECTIONS[by]), of(member, "TransactWriteItems")) as befallen:
        promised = member.send("a.png", png(350))
        path = f"/uploads/{promised.json()['uploadId']}"
        assert promised.status_code == 202
        assert 1 < befallen() <= MAX_CALLS
        assert member.call("GET", path).json()["state"] == "storing"
        assert member.listed() == []
    assert ended(member, path)["state"] == "done"
    assert member.listed() == [promised.json()["uploadId"]]
    assert len(storage.keys(f"user-{member.user_id}/photos/")) == 1


def test_while_every_call_is_throttled_a_resumable_upload_waits_lists_are_refused_and_later_all_is_well(
    stack: Stack, member: Member, aws: AwsFaults
) -> None:
    with aws.injected(saying(REJECTIONS["the table"]), of(member)):
        path = sent(member, "a.png", png(360))
        refused = member.call("GET", "/media")
        # The second when the catalog's tries take longer than its caller waits.
        assert refused.status_code == 503
        assert refused.json()["code"] in {"STORE_UNAVAILABLE", "SERVICE_UNREACHABLE"}
        assert int(refused.headers["retry-after"]) > 0
        assert member.call("GET", path).json()["state"] == "waiting"
        (unfinished,) = member.call("GET", "/uploads").json()["uploads"]
        assert f"/uploads/{unfinished['uploadId']}" == path
    assert ended(member, path)["state"] == "done"
    eventually(lambda: states(stack, member) == [])
    assert len(member.listed()) == 1
