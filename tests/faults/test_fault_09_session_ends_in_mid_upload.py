"""Fault 9: a token expires or is revoked in mid-upload. Pass mark: no write afterwards.

The token of a request lets bytes into the spool. What lets an upload into S3 is auth's upload grant, which lives as
long as the session; so an upload whose bytes have all come does not depend on the ten minutes of a token.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from momento_chassis.identity import LEEWAY_SECONDS

from tests.e2e.tus_client import begun, ended, offset, send, sent
from tests.e2e.verdicts import MAX_SECONDS, honoured_for
from tests.faults.tokens import resigned
from tests.faults.waiting import TIMEOUT_SECONDS, eventually, meanwhile, spooled, states
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults

TOKEN_SECONDS = 15
"""What is left of a token with which the first piece is sent, leeway included."""
GUARD = {"X-Momento-Request": "1"}


@pytest.fixture(autouse=True)
def nothing_stored(stack: Stack, aws: AwsFaults, storage: Storage) -> Iterator[None]:
    before = storage.contents()
    with aws.watched() as calls:
        yield
        eventually(lambda: spooled(stack) == [])
    assert [call for call in calls if call.service == "s3"] == []
    assert storage.contents() == before


def revoke(member: Member) -> None:
    assert member.client.delete("/api/v1/session", headers=GUARD).status_code == 204


def refused_from_now_on(member: Member) -> None:
    # Catalog may refuse before: this is what the edge says alone.
    def verdict() -> str:
        answer = member.call("GET", "/session")
        return "OK" if answer.status_code == 200 else str(answer.json()["code"])

    assert honoured_for(verdict) <= MAX_SECONDS


def again(member: Member) -> None:
    member.sign_in()


def test_pieces_are_refused_after_the_session_was_revoked(member: Member) -> None:
    content = jpeg(100, 131)
    path = begun(member, content, filename="a.jpg")
    assert send(member, path, 0, content[:1000]).status_code == 204
    revoke(member)
    refused_from_now_on(member)
    assert send(member, path, 1000, content[1000:]).status_code == 401
    again(member)
    assert offset(member, path) == 1000
    # The bytes may come in the new session, but leave to store them was given in the one that is over.
    assert send(member, path, 1000, content[1000:]).status_code == 204
    end = ended(member, path)
    assert (end["state"], end["reason"]) == ("rejected", "SESSION_ENDED")


def test_a_body_that_goes_on_after_the_session_was_revoked_is_not_stored(member: Member) -> None:
    content, revoked = jpeg(100, 132), threading.Event()
    start = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield start + content[:1000]
        revoked.wait(TIMEOUT_SECONDS)
        yield content[1000:] + b"\r\n--frontier--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    with meanwhile(lambda: member.call("POST", "/media", content=body(), headers=headers)) as answers:
        eventually(lambda: member.call("GET", "/uploads").json()["uploads"] != [])
        revoke(member)
        revoked.set()
    assert (answers[0].status_code, answers[0].json()["code"]) == (401, "SESSION_ENDED")


def test_a_file_under_inspection_when_the_session_is_revoked_is_not_stored(stack: Stack, member: Member) -> None:
    os.kill(stack["clamd"].pid or 0, signal.SIGSTOP)
    try:
        path = sent(member, "a.jpg", jpeg(100, 133))
        eventually(lambda: states(stack, member) == ["inspecting"])
        revoke(member)
    finally:
        os.kill(stack["clamd"].pid or 0, signal.SIGCONT)
    again(member)
    end = ended(member, path)
    assert (end["state"], end["reason"]) == ("rejected", "SESSION_ENDED")


def test_pieces_are_refused_after_the_token_has_expired_and_nothing_of_them_is_kept(
    stack: Stack, member: Member
) -> None:
    content = jpeg(100, 134)
    path = begun(member, content, filename="a.jpg")
    # Signed with auth's own key; it has expired, but the leeway has not run out.
    ends = time.time() + TOKEN_SECONDS
    fresh, member.token = member.token, resigned(stack, member.token, expires_in=TOKEN_SECONDS - LEEWAY_SECONDS)
    assert send(member, path, 0, content[:1000]).status_code == 204
    time.sleep(max(0, ends + 2 - time.time()))  # only time itself makes a token expire
    refused = send(member, path, 1000, content[1000:])
    assert (refused.status_code, refused.json()["code"]) == (401, "TOKEN_EXPIRED")
    member.token = fresh
    assert offset(member, path) == 1000
    assert member.call("DELETE", path, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
