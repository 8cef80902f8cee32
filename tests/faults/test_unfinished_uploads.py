"""Uploads that nobody goes on with, and many that are followed."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.e2e.member import Member, https_client
from tests.e2e.tus_client import TUS, begun, send
from tests.faults.conftest import STREAMS
from tests.faults.waiting import eventually, spooled
from tests.media.images import png

if TYPE_CHECKING:
    from momento_local.stack import Stack


def test_an_unfinished_upload_expires_and_its_room_is_free_again(tight: Stack) -> None:
    member = Member.registered(tight, "leaves@example.org")
    path = begun(member, png(), filename="a.png")
    assert send(member, path, 0, png()[:70]).status_code == 204
    assert "upload-expires" in member.call("HEAD", path, headers=TUS).headers
    eventually(lambda: spooled(tight) == [])
    eventually(lambda: member.call("HEAD", path, headers=TUS).status_code == 404)
    assert send(member, path, 70, png()[70:]).json()["code"] == "UPLOAD_NOT_FOUND"
    member.happened("upload.expired", uploadId=path.rpartition("/")[2])


def test_a_stream_of_events_gives_signs_of_life_and_only_so_many_are_open(tight: Stack) -> None:
    member = Member.registered(tight, "follows@example.org")
    path = begun(member, png(), filename="a.png")
    headers = {"Authorization": f"Bearer {member.token}"}
    with ExitStack() as streams, https_client(tight) as client:
        lines = []
        for _ in range(STREAMS):
            answer = streams.enter_context(client.stream("GET", f"/api/v1{path}/events", headers=headers))
            assert answer.status_code == 200
            lines.append(answer.iter_lines())
        refused = member.call("GET", f"{path}/events")
        assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_STREAMS")
        assert int(refused.headers["retry-after"]) > 0
        assert next(line for line in lines[0] if line.startswith(":")) == ": still here"
    eventually(lambda: member.call("GET", path, headers={}).status_code in {200, 404})
    assert member.call("DELETE", path, headers=TUS).status_code in {204, 404}
