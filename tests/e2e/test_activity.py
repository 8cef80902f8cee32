"""What happened in an account: kept, seen by its owner and by nobody else, and without secrets in any line."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.logs import events
from tests.e2e.member import API, Member
from tests.media.eicar import EICAR
from tests.media.images import jpeg, png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SERVICES = ("auth", "catalog", "ingest", "scanner")


@pytest.fixture
def restarted(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


def audit_lines(stack: Stack) -> list[dict[str, Any]]:
    found = [line for name in SERVICES for line in events(stack, name) if "audit" in line]
    return [line["audit"] for line in found if line["logger"] == "momento.audit"]


def test_what_a_user_does_is_in_their_history_and_in_nobody_elses(new_member: Callable[[], Member]) -> None:
    member, stranger = new_member(), new_member()
    item = member.keep("lake.png", png(91))
    edited = member.change(item, title="The lake", tags=["sea"])
    member.change(member.change(edited, trashed=True), trashed=False)
    assert member.call("GET", f"/media/{item['uploadId']}/download").status_code == 200
    mine = [event for event in member.activity() if event.get("uploadId") == item["uploadId"]]
    assert sorted(event["event"] for event in mine) == [
        "link.issued",
        "media.edited",
        "media.restored",
        "media.trashed",
        "upload.accepted",
    ]
    (accepted,) = [event for event in mine if event["event"] == "upload.accepted"]
    assert (accepted["fileName"], accepted["sha256"]) == ("lake.png", item["sha256"])
    assert accepted["signatureVersion"] == item["scan"]["signatureVersion"]
    (edit,) = [event for event in mine if event["event"] == "media.edited"]
    assert edit["changed"] == ["title", "tags"]
    assert {event["event"] for event in stranger.activity()} == {"account.registered", "session.started"}


def test_a_sign_in_says_from_where_and_a_failed_one_that_it_failed(member: Member) -> None:
    answer = member.client.post(f"{API}/session", json={"email": member.email, "password": "not the password"})
    assert answer.status_code == 401
    failed = member.happened("session.started", outcome="refused")
    assert (failed["reason"], failed["address"]) == ("CREDENTIALS_WRONG", "127.0.0.1")
    succeeded = member.happened("session.started", outcome="success")
    assert succeeded["sessionId"]


def test_a_rejected_file_is_there_with_its_signature_and_the_database_that_knew_it(member: Member) -> None:
    assert member.send("holiday.jpg", jpeg() + EICAR).json()["code"] == "MALWARE_FOUND"
    event = member.happened("upload.rejected", reason="MALWARE_FOUND")
    assert (event["outcome"], event["fileName"]) == ("refused", "holiday.jpg")
    assert "Eicar" in event["signature"]
    assert event["signatureVersion"]
    assert len(event["sha256"]) == 64


@pytest.mark.parametrize(
    ("name", "content", "reason", "kept_name"),
    [
        ("notes.txt", b"words", "EXTENSION_NOT_ALLOWED", "notes.txt"),
        ("../lake.jpg", jpeg(), "FILE_NAME_INVALID", None),
        ("big.jpg", jpeg() + bytes(5_000_000), "FILE_TOO_LARGE", None),
    ],
)
def test_a_file_refused_for_what_was_declared_is_there_too(
    member: Member, name: str, content: bytes, reason: str, kept_name: str | None
) -> None:
    assert member.send(name, content).json()["code"] == reason
    event = member.happened("upload.rejected", reason=reason)
    assert event.get("fileName") in {kept_name, name}


def test_asking_for_what_is_somebody_elses_is_a_denied_access(new_member: Callable[[], Member]) -> None:
    owner, stranger = new_member(), new_member()
    item = owner.keep("mine.png", png(92))
    assert stranger.call("GET", f"/media/{item['uploadId']}").status_code == 404
    denied = stranger.happened("access.denied")
    assert (denied["outcome"], denied["reason"], denied["uploadId"]) == (
        "refused",
        "MEDIA_NOT_FOUND",
        item["uploadId"],
    )
    assert "access.denied" not in {event["event"] for event in owner.activity()}


def test_the_same_bytes_again_are_an_accepted_upload_that_names_the_item(member: Member) -> None:
    item = member.keep("lake.png", png(93))
    assert member.send("copy.png", png(93)).status_code == 200
    event = member.happened("upload.accepted", fileName="copy.png")
    assert event["itemId"] == item["uploadId"]


def test_a_history_is_read_page_by_page_and_its_cursor_serves_nobody_else(new_member: Callable[[], Member]) -> None:
    member, stranger = new_member(), new_member()
    item = member.keep("lake.png", png(94))
    for favorite in (True, False, True):
        item = member.change(item, favorite=favorite)
    whole = [event["eventId"] for event in member.activity()]
    paged, cursor = [], ""
    while True:
        page = member.call("GET", "/activity", params={"limit": 2, "cursor": cursor}).json()
        paged += [event["eventId"] for event in page["items"]]
        if "nextCursor" not in page:
            break
        cursor = page["nextCursor"]
    assert paged == whole == sorted(whole, reverse=True)
    answer = stranger.call("GET", "/activity", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "CURSOR_INVALID")


def test_a_history_and_a_report_not_yet_told_survive_that_services_are_killed(restarted: Stack) -> None:
    member = Member.registered(restarted, f"{secrets.token_hex(6)}@example.org")
    item = member.keep("lake.png", png(95))
    before = {event["eventId"] for event in member.activity()}
    restarted["catalog"].kill()
    assert member.send("notes.txt", b"words").json()["code"] == "EXTENSION_NOT_ALLOWED"
    for name in ("ingest", "auth"):
        restarted[name].kill()
    for name in ("auth", "catalog", "ingest"):
        restarted[name].start()
        restarted[name].wait_ready()
    member.reconnect(restarted)
    reported = member.happened("upload.rejected", reason="EXTENSION_NOT_ALLOWED")
    assert reported["fileName"] == "notes.txt"
    assert before <= {event["eventId"] for event in member.activity()}
    assert member.happened("upload.accepted")["uploadId"] == item["uploadId"]
    member.close()


def test_log_and_history_say_the_same_and_no_line_holds_a_secret(stack: Stack, member: Member) -> None:
    name = "private ann@example.org.png"
    item = member.keep(name, png(96))
    link = member.link(item["uploadId"])
    member.send("private eicar.jpg", jpeg() + EICAR)
    member.happened("upload.rejected")
    history = member.activity()
    lines = {line["event_id"]: line for line in audit_lines(stack) if line.get("user_id") == member.user_id}
    for event in history:
        line = lines[event["eventId"]]
        assert (line["event"], line["outcome"], line.get("reason")) == (
            event["event"],
            event["outcome"],
            event.get("reason"),
        )
    written = json.dumps(audit_lines(stack))
    for secret in (member.email, member.password, member.token, link.rpartition("/")[2], "private", "@example.org"):
        assert secret not in written
