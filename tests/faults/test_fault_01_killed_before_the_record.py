"""Fault 1: `kill -9` between S3 and the catalog. Pass mark: finished or reported after a restart, no duplicate."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.e2e.tus_client import ended
from tests.faults.waiting import TIMEOUT_SECONDS, eventually, meanwhile, spooled, states
from tests.media.images import jpeg

if TYPE_CHECKING:
    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_calls import Answer, Call
    from tests.faults.aws_faults import AwsFaults, Forward


def record(storage: Storage, member: Member, upload: str) -> bool:
    """Whether the catalog's table has the upload."""
    key = {"userId": {"S": member.user_id}, "uploadId": {"S": upload}}
    return "Item" in storage.dynamodb.get_item(TableName=storage.names["MediaTableName"], Key=key)


@pytest.mark.parametrize(
    "late", [False, True], ids=["its last call is lost", "its last call arrives after the restart"]
)
@pytest.mark.parametrize("service", ["ingest", "catalog"])
def test_an_upload_killed_when_it_was_stored_and_not_recorded_is_recorded_once(
    stack: Stack, aws: AwsFaults, storage: Storage, member: Member, service: str, *, late: bool
) -> None:
    content = jpeg(200, 100 + 2 * len(service) + late)
    held, go_on, over = threading.Event(), threading.Event(), threading.Event()

    def hold(forward: Forward) -> Answer | None:
        held.set()
        go_on.wait()
        try:
            return forward() if late else None
        finally:
            over.set()

    def its_record(call: Call) -> bool:
        return call.operation == "TransactWriteItems" and call.user == member.user_id

    with aws.injected(hold, its_record, 1), meanwhile(lambda: member.send("a.jpg", content)):
        assert held.wait(TIMEOUT_SECONDS)
        (upload,) = [path.partition(".")[0] for path in spooled(stack)]
        expected = sorted(storage.keys(f"user-{member.user_id}/"))
        assert len(expected) == 4, "the object, two previews and the copy of the entry"
        assert not record(storage, member, upload)
        assert states(stack, member) == ["storing"]
        stack[service].kill()
        stack[service].start()
        stack[service].wait_ready()
        if not late:
            go_on.set()
        done = ended(member, f"/uploads/{upload}")
        go_on.set()
        # Where it is late, AWS has answered it before anything is looked at.
        assert over.wait(TIMEOUT_SECONDS)
    assert (done["state"], done["media"]["uploadId"]) == ("done", upload)
    assert member.listed() == [upload]
    assert sorted(storage.keys(f"user-{member.user_id}/")) == expected
    assert member.call("GET", "/timeline").json()["months"][0]["count"] == 1
    assert member.download(upload) == content
    eventually(lambda: spooled(stack) == [] and states(stack, member) == [])
