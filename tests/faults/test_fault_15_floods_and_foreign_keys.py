"""Fault 15: thousands of connections, cross-tenant fuzzing.

Pass mark: bounded memory, 429 or 503, no foreign key ever.
"""

from __future__ import annotations

import resource
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bench._memory import MemoryWatch
from tests.e2e.member import Member, https_client
from tests.e2e.tus_client import PIECE, TUS, begin, begun
from tests.faults.conftest import IDLE_SECONDS, TRANSFERS, UPLOADS
from tests.faults.waiting import eventually, taken
from tests.faults.wire import head, secured
from tests.media.images import jpeg, png

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack

    from tests.faults.aws_faults import AwsFaults

CONNECTIONS = 3000
ALLOWED_BYTES = 100_000_000
REQUESTS = 1000
AT_ONCE = 50
FORM = {"Content_Type": "multipart/form-data; boundary=f"}
FILE = b'--f\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
BODY_BYTES = 5_000_000
"""More than is sent of it."""
PIECE_BYTES = 1000
"""Five of them a second are faster than the slowest that the edge bears with."""


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_thousands_of_connections_cost_little_and_keep_nobody_out(tight: Stack) -> None:
    member = Member.registered(tight, "inside@example.org")
    with MemoryWatch(tight) as watch, ExitStack() as opened:
        for _ in range(CONNECTIONS):
            opened.enter_context(secured(tight))
        latecomer = Member.registered(tight, "latecomer@example.org")
        taken(tight, latecomer, "a.jpg", jpeg(120, 61))
        taken(tight, member, "a.jpg", jpeg(120, 62))
    assert all(raised < ALLOWED_BYTES for raised in watch.raised.values()), watch.raised


def test_more_senders_than_the_edge_takes_are_told_to_come_back(tight: Stack) -> None:
    members = [Member.registered(tight, f"sender{number}@example.org") for number in range(TRANSFERS)]
    with ExitStack() as senders, going_on() as begun_ones:
        for member in members:
            connection = senders.enter_context(secured(tight))
            connection.sendall(head("POST", "/media", member.token, BODY_BYTES, **FORM) + FILE + jpeg()[:500])
            begun_ones.append(connection)
        eventually(lambda: sum(len(it.call("GET", "/uploads").json()["uploads"]) for it in members) == TRANSFERS)
        refused = members[0].send("a.jpg", jpeg())
        assert (refused.status_code, refused.json()["code"]) == (503, "TRANSFERS_BUSY")
        assert int(refused.headers["retry-after"]) > 0
    eventually(lambda: members[0].send("a.jpg", jpeg(120, 63)).status_code in {200, 201})


@contextmanager
def going_on() -> Iterator[list[ssl.SSLSocket]]:
    """Sends more on connections put into the list, a little at a time, so that none is cut off for its silence."""
    connections: list[ssl.SSLSocket] = []
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(IDLE_SECONDS / 10):
            for each in tuple(connections):
                each.sendall(bytes(PIECE_BYTES))

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield connections
    finally:
        over.set()
        thread.join()


def test_more_uploads_than_a_user_may_begin_are_refused_and_others_are_not(tight: Stack) -> None:
    greedy, modest = (Member.registered(tight, f"{name}@example.org") for name in ("greedy", "modest"))
    paths = [begun(greedy, png(70 + number), filename="a.png") for number in range(UPLOADS)]
    for refused in (begin(greedy, png(80), filename="a.png"), greedy.send("a.png", png(80))):
        assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_UPLOADS")
        assert int(refused.headers["retry-after"]) > 0
    taken(tight, modest, "a.png", png(80))
    assert greedy.call("DELETE", paths[0], headers=TUS).status_code == 204
    taken(tight, greedy, "a.png", png(80))


def test_a_flood_of_requests_is_answered_or_refused_in_flat_memory(tight: Stack) -> None:
    member = Member.registered(tight, "flood@example.org")
    taken(tight, member, "a.png", png(81))

    def ask(number: int) -> int:
        path = ("/media", "/timeline", "/facets?facet=tag&prefix=", "/media?q=a*")[number % 4]
        return member.call("GET", path).status_code

    with MemoryWatch(tight) as watch, ThreadPoolExecutor(AT_ONCE) as threads:
        statuses = Counter(threads.map(ask, range(REQUESTS)))
    assert set(statuses) <= {200, 429, 503}
    assert statuses[200] > 0
    assert all(raised < ALLOWED_BYTES for raised in watch.raised.values()), watch.raised


def test_a_flood_of_guesses_is_slowed_down_and_does_not_lock_the_owner_out(tight: Stack) -> None:
    owner = Member.registered(tight, "owner@example.org")

    def guess(number: int) -> int:
        with https_client(tight) as client:
            body = {"email": owner.email, "password": f"guess {number} of many"}
            return client.post("/api/v1/session", json=body).status_code

    with MemoryWatch(tight) as watch, ThreadPoolExecutor(AT_ONCE) as threads:
        statuses = Counter(threads.map(guess, range(200)))
    assert set(statuses) <= {401, 429, 503}
    assert statuses[429] > 0
    assert statuses[401] < AT_ONCE
    assert watch.raised["auth"] < 16 * 19_456 * 1024 + ALLOWED_BYTES, "16 hashes at once, as auth's README says"
    assert owner.call("GET", "/media").status_code == 200


SECRET = "only-the-owner-knows-this"


class Victim:
    """What somebody has, and all the words by which one could ask for it."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.item = member.keep(f"{SECRET}.jpg", jpeg(99, 61), tags=f"{SECRET}")
        member.keep("second.jpg", jpeg(99, 62))
        self.upload = begun(member, png(82), filename=f"{SECRET}.png").rpartition("/")[2]
        self.cursor = member.call("GET", "/media", params={"limit": 1}).json()["nextCursor"]
        self.names = [
            self.item["uploadId"],
            self.upload,
            member.user_id,
            f"{member.user_id}#tag#{SECRET}",
            f"../user-{member.user_id}/photos/{self.item['uploadId']}.jpg",
            f"user-{member.user_id}",
            self.item["sha256"],
            SECRET,
            self.cursor,
            member.email,
        ]

    def belongings(self) -> tuple[Any, ...]:
        return (
            self.member.listed(),
            self.member.call("GET", f"/media/{self.item['uploadId']}").json()["etag"],
            self.member.call("HEAD", f"/uploads/{self.upload}", headers=TUS).headers["upload-offset"],
            self.member.call("GET", "/account").status_code,
        )


PATHS = (
    "/media/{}",
    "/media/{}/download",
    "/media?q={}",
    "/media?tag={}",
    "/media?cursor={}",
    "/media?limit=1&cursor={}",
    "/media?userId={}",
    "/facets?facet=tag&prefix={}",
    "/facets?facet={}&prefix=",
    "/timeline?userId={}",
    "/uploads/{}",
    "/uploads/{}/events",
    "/uploads",
    "/media",
    "/media/check",
    "/timeline",
)
METHODS = ("GET", "GET", "GET", "POST", "PATCH", "DELETE", "HEAD", "PUT")


@pytest.fixture
def victim(member: Member) -> Victim:
    return Victim(member)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.data())
def test_whatever_a_stranger_asks_for_nothing_of_anybody_else_is_told_or_touched(
    victim: Victim, stranger: Member, aws: AwsFaults, chosen: st.DataObject
) -> None:
    word = st.sampled_from(victim.names)
    method, path = chosen.draw(st.sampled_from(METHODS)), chosen.draw(st.sampled_from(PATHS)).format(chosen.draw(word))
    body = {name: chosen.draw(word) for name in ("userId", "uploadId", "title", "owner")}
    body |= {"tags": [chosen.draw(word)], "sha256": [victim.item["sha256"]], "trashed": True}
    headers = {**PIECE, "Upload-Offset": "0", "Upload-Length": "9", "If-Match": victim.item["etag"]}
    headers |= {name: chosen.draw(word) for name in ("X-User-Id", "X-Momento-User", "Idempotency-Key")}
    if chosen.draw(st.booleans()):
        headers["Content-Type"] = "application/json"
    with aws.watched() as calls:
        answer = stranger.call(method, path, json=body, headers=headers)
    assert answer.status_code < 500, (method, path, answer.text)
    assert SECRET not in answer.text.replace(path, "") or "detail" in answer.json()
    assert victim.item["uploadId"] not in answer.text or "detail" in answer.json()
    assert aws.foreign(calls) == []
    assert not [call for call in calls if call.user == victim.member.user_id]


def test_after_all_that_everything_is_still_the_owners(victim: Victim, stranger: Member, aws: AwsFaults) -> None:
    before = victim.belongings()
    with aws.watched() as calls:
        for path in PATHS:
            for name in victim.names:
                for method in ("PATCH", "DELETE"):
                    headers = {**PIECE, "Upload-Offset": "0", "If-Match": victim.item["etag"]}
                    status = stranger.call(
                        method, path.format(name), json={"trashed": True}, headers=headers
                    ).status_code
                    assert 400 <= status < 500, (method, path, name)
    assert aws.foreign(calls) == []
    assert victim.belongings() == before
    assert stranger.listed() == []


@pytest.fixture
def stranger(new_member: Callable[[], Member]) -> Member:
    return new_member()


def test_the_relay_knows_a_foreign_key_when_it_sees_one(victim: Victim, stranger: Member, aws: AwsFaults) -> None:
    with aws.watched() as calls:
        victim.member.download(victim.item["uploadId"])
        stranger.keep("own.png", png(83))
    assert {call.user for call in calls} >= {victim.member.user_id, stranger.user_id}
    assert aws.foreign(calls) == []
    stolen = [replace(call, user=stranger.user_id) for call in calls if call.user == victim.member.user_id]
    assert aws.foreign(stolen) != []
