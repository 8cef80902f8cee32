"""Many files at once, of one member or of many: nobody is refused, and nobody waits for another's hundred."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import h2.config
import h2.connection
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import API, Member, https_client
from tests.e2e.tus_client import begun, ended
from tests.faults.waiting import eventually
from tests.faults.wire import secured
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    import httpx

BURST = 100
MEMBERS = 20
BESIDE = 40
"""Files of the member beside whom another sends one."""
AFTER = 3
"""How many of them have been answered when the other sends theirs."""
AT_MOST = 12
"""How many more may be answered before the other's: those at work, and one a worker besides."""
PIECE = "application/offset+octet-stream"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("bursts"), Ports.free())) as running:
        yield running


def new_member(site: Stack) -> Member:
    return Member.registered(site, f"{secrets.token_hex(6)}@example.org")


@pytest.fixture
def someone(site: Stack) -> Iterator[Member]:
    member = new_member(site)
    yield member
    member.close()


def photo(number: int) -> bytes:
    return jpeg(96 + number, 64)


def sent_by(site: Stack, member: Member, number: int) -> httpx.Response:
    """One upload over a connection of its own, as from a program that is started for each file."""
    with https_client(site) as client:
        name, headers = f"{number}.jpg", {"Authorization": f"Bearer {member.token}"}
        return client.post(f"{API}/media", files={"file": (name, photo(number))}, headers=headers)


def end_of(member: Member, answer: httpx.Response) -> str:
    """The item that an upload has become, at once or a little later."""
    if answer.status_code == 201:
        return str(answer.json()["uploadId"])
    state = ended(member, answer.headers["location"].removeprefix(API), 300)
    assert state["state"] == "done", state
    return str(state["media"]["uploadId"])


def assert_all_taken(member: Member, answers: list[httpx.Response]) -> None:
    assert Counter(answer.status_code for answer in answers).keys() <= {201, 202}
    items = [end_of(member, answer) for answer in answers]
    assert len(set(items)) == len(answers)
    assert sorted(member.listed(limit=200)) == sorted(items)


@pytest.mark.parametrize("count", [12, BURST])
def test_as_many_uploads_at_once_as_a_member_likes_are_all_taken_and_catalogued_once(
    site: Stack, someone: Member, count: int
) -> None:
    with ThreadPoolExecutor(count) as threads:
        answers = list(threads.map(lambda number: sent_by(site, someone, number), range(count)))
    assert_all_taken(someone, answers)


@pytest.mark.parametrize("count", [MEMBERS, pytest.param(BURST, marks=pytest.mark.thorough)])
def test_uploads_of_twenty_members_at_once_are_all_taken_and_catalogued_once(site: Stack, count: int) -> None:
    members = [new_member(site) for _ in range(MEMBERS)]
    with ThreadPoolExecutor(count) as threads:
        answers = list(threads.map(lambda number: sent_by(site, members[number % MEMBERS], number), range(count)))
    for index, member in enumerate(members):
        assert_all_taken(member, answers[index::MEMBERS])
        member.close()


def test_a_single_photo_is_done_before_most_of_what_another_member_sent_before_it(site: Stack) -> None:
    mallory, bob = new_member(site), new_member(site)
    order: list[Member] = []
    some_done = threading.Event()

    def send(member: Member, number: int) -> httpx.Response:
        answer = sent_by(site, member, number)
        end_of(member, answer)
        order.append(member)
        if len(order) >= AFTER:
            some_done.set()
        return answer

    with ThreadPoolExecutor(BESIDE) as threads:
        sending = [threads.submit(send, mallory, number) for number in range(BESIDE)]
        some_done.wait()
        before = len(order)
        send(bob, BESIDE)
        passed = order.index(bob) - before
        for each in sending:
            each.result()
    assert passed <= AT_MOST, f"{passed} of the other member's were done first"
    for member in (mallory, bob):
        member.close()


@contextmanager
def unended_in_http_1(site: Stack, member: Member, path: str, content: bytes) -> Iterator[None]:
    """All bytes in one chunk, and no end of the body; the connection breaks at the end of the block."""
    lines = (f"PATCH {API}{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {member.token}")
    headers = ("Tus-Resumable: 1.0.0", "Upload-Offset: 0", f"Content-Type: {PIECE}", "Transfer-Encoding: chunked")
    with secured(site) as connection:
        head = "\r\n".join((*lines, *headers, "", "")).encode()
        connection.sendall(head + f"{len(content):x}\r\n".encode() + content + b"\r\n")
        yield


@contextmanager
def unended_in_http_2(site: Stack, member: Member, path: str, content: bytes) -> Iterator[None]:
    """All bytes in DATA frames, and none with END_STREAM; the connection breaks at the end of the block."""
    with secured(site, "h2") as connection:
        client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        client.initiate_connection()
        headers = {
            ":method": "PATCH",
            ":scheme": "https",
            ":authority": "localhost",
            ":path": f"{API}{path}",
            "authorization": f"Bearer {member.token}",
            "tus-resumable": "1.0.0",
            "upload-offset": "0",
            "content-type": PIECE,
        }
        client.send_headers(1, list(headers.items()))
        client.send_data(1, content)
        connection.sendall(client.data_to_send())
        yield


@pytest.mark.parametrize("unended", [unended_in_http_1, unended_in_http_2])
def test_an_upload_cut_between_its_last_byte_and_the_end_of_the_body_becomes_an_item(
    site: Stack, someone: Member, unended: Callable[[Stack, Member, str, bytes], AbstractContextManager[None]]
) -> None:
    content = jpeg()
    path = begun(someone, content, filename="cut.jpg")
    with unended(site, someone, path, content):
        # With a connection the server drops what it has not given to the application yet: the bytes must have arrived.
        eventually(lambda: someone.call("GET", path).json()["state"] != "receiving")
    assert ended(someone, path)["state"] == "done"
    assert someone.download(someone.listed()[0]) == content
