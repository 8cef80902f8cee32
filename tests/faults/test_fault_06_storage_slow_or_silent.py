"""Fault 6: S3 says SlowDown, or goes silent after it has stored. Pass mark: bounded retry, one object."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.e2e.tus_client import ended, sent
from tests.faults.aws_calls import SLOW_DOWN
from tests.media.images import png
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_calls import Answer, Call
    from tests.faults.aws_faults import AwsFaults, Forward

TRIES = 4
"""`max_attempts` in the chassis' `CLIENT_CONFIG`."""
MULTIPART_BYTES = 70_000_000
"""More than ingest puts in one request."""


def refuse(_: Forward) -> Answer:
    return SLOW_DOWN


def store_and_lose_the_answer(forward: Forward) -> None:
    assert forward().status == 200


def originals(call: Call) -> bool:
    return call.writes_object and ("/photos/" in call.path or "/videos/" in call.path)


def versions(storage: Storage, member: Member) -> Counter[str]:
    """How often each of the member's keys was written."""
    bucket, prefix = storage.names["BucketName"], f"user-{member.user_id}/"
    return Counter(it["Key"] for it in storage.s3.list_object_versions(Bucket=bucket, Prefix=prefix)["Versions"])


def each_written_once(storage: Storage, member: Member, upload: str) -> bool:
    written = versions(storage, member)
    return set(written.values()) == {1} and len([key for key in written if upload in key]) == len(written) == 4


@pytest.mark.parametrize("times", [1, TRIES - 1])
def test_slow_down_a_few_times_is_not_noticed(member: Member, aws: AwsFaults, storage: Storage, times: int) -> None:
    with aws.injected(refuse, originals, times) as befallen, aws.watched() as calls:
        item = member.keep("a.png", png(300 + times))
    assert befallen() == times
    assert len([call for call in calls if originals(call)]) == times + 1
    assert each_written_once(storage, member, item["uploadId"])


def test_slow_down_without_end_is_given_up_promised_and_done_later(
    member: Member, aws: AwsFaults, storage: Storage
) -> None:
    with aws.injected(refuse, lambda call: call.writes_object):
        with aws.watched() as calls:
            promised = member.send("a.png", png(310))
        tries = Counter(call.path for call in calls if call.writes_object)
        path = f"/uploads/{promised.json()['uploadId']}"
        assert (promised.status_code, member.call("GET", path).json()["state"]) == (202, "storing")
        assert storage.keys(f"user-{member.user_id}/") == []
    # The first try is given up before the answer; the next may have begun by then.
    assert len(tries) == 3
    assert all(TRIES <= count <= 2 * TRIES for count in tries.values())
    assert ended(member, path)["state"] == "done"
    assert each_written_once(storage, member, promised.json()["uploadId"])
    assert member.listed() == [promised.json()["uploadId"]]


@pytest.mark.parametrize("folder", ["photos", "previews", "records"])
def test_an_object_stored_without_an_answer_is_stored_once(
    member: Member, aws: AwsFaults, storage: Storage, folder: str
) -> None:
    content = png(320 + len(folder))
    with aws.injected(store_and_lose_the_answer, lambda call: f"/{folder}/" in call.path and call.writes_object, 1):
        item = member.keep("a.png", content)
    assert each_written_once(storage, member, item["uploadId"])
    assert member.download(item["uploadId"]) == content


def test_a_store_that_falls_silent_after_it_has_stored_is_asked_again(
    member: Member, aws: AwsFaults, storage: Storage
) -> None:
    content, over = png(330), threading.Event()

    def silence(forward: Forward) -> None:
        assert forward().status == 200
        over.wait()

    with aws.injected(silence, originals, 1), aws.watched() as calls:
        path = sent(member, "a.png", content)
        done = ended(member, path)
    over.set()

    assert done["state"] == "done"
    assert len([call for call in calls if originals(call)]) == 2
    assert each_written_once(storage, member, done["media"]["uploadId"])


@pytest.mark.parametrize(
    ("fault", "operation"),
    [
        (refuse, "UploadPart"),
        (refuse, "CompleteMultipartUpload"),
        (store_and_lose_the_answer, "CreateMultipartUpload"),
        (store_and_lose_the_answer, "CompleteMultipartUpload"),
    ],
)
def test_a_film_in_parts_becomes_one_object_whichever_call_fails(
    member: Member, aws: AwsFaults, storage: Storage, tmp_path: Path, fault: object, operation: str
) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", MULTIPART_BYTES)
    with aws.injected(fault, lambda call: call.operation == operation, 1) as befallen, film.open("rb") as file:  # type: ignore[arg-type]
        item = member.keep("film.mp4", file)
    assert befallen() == 1
    assert each_written_once(storage, member, item["uploadId"])
    bucket = storage.names["BucketName"]
    begun = storage.s3.list_multipart_uploads(Bucket=bucket, Prefix=f"user-{member.user_id}/").get("Uploads", [])
    # Nobody knows the name of one whose beginning was not told: a rule of the bucket ends it (deploy/aws/storage.yaml).
    assert len(begun) == (1 if (fault, operation) == (store_and_lose_the_answer, "CreateMultipartUpload") else 0)
