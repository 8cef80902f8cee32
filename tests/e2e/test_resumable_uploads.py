"""Uploads over tus 1.0.0, through cut connections and crashes; the same bytes make one item."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.e2e.cutting_proxy import CuttingProxy
from tests.e2e.member import Member, https_client
from tests.e2e.storage import Storage
from tests.e2e.tus_client import PIECE, TUS, begin, begun, ended, in_base64, metadata, offset, send, sent
from tests.media.eicar import EICAR
from tests.media.images import jpeg, png
from tests.media.videos import box, mp4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 256 * 1024
PIECE_BYTES = 1024 * 1024
CUTS = 20
LOOK_SECONDS = 0.01
TIMEOUT_SECONDS = 180


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    settings = Settings(tmp_path_factory.mktemp("resumable"), Ports.free())
    with Stack(settings) as running:
        yield running


@pytest.fixture
def someone(own_stack: Stack) -> Iterator[Member]:
    member = Member.registered(own_stack, f"{secrets.token_hex(6)}@example.org")
    yield member
    member.close()


def film(size_bytes: int) -> bytes:
    """A film of about this length that differs each time."""
    return mp4() + box(b"free", random.randbytes(size_bytes))  # noqa: S311  # bytes that cannot be compressed


def test_a_file_sent_in_pieces_becomes_an_item(someone: Member) -> None:
    content = film(600_000)
    path = begun(someone, content, filename="a.mp4", tags="lake, boat")
    for start in range(0, len(content), CHUNK):
        assert offset(someone, path) == start
        assert send(someone, path, start, content[start : start + CHUNK]).status_code == 204
    done = ended(someone, path)
    assert (done["state"], done["receivedBytes"], done["media"]["fileName"]) == ("done", len(content), "a.mp4")
    assert {"lake", "boat"} <= {tag["name"] for tag in done["media"]["tags"]}
    assert someone.download(done["media"]["uploadId"]) == content


def test_tuspy_uploads_through_a_network_that_cuts_twenty_times(
    own_stack: Stack, someone: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = film(16_000_000)
    source = tmp_path / "film.mp4"
    source.write_bytes(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own_stack.edge_authority))
    network = CuttingProxy(own_stack.settings.ports.edge, lambda: _somewhere() if network.cuts < CUTS else None)
    with network:
        url, headers = f"https://localhost:{network.port}/api/v1/uploads", {"Authorization": f"Bearer {someone.token}"}
        uploader: Any = TusClient(url, headers=headers).uploader(
            str(source), chunk_size=PIECE_BYTES, metadata={"filename": "film.mp4"}
        )
        while uploader.offset < len(content):
            try:
                uploader.upload_chunk()
            except (TusCommunicationError, OSError):
                with suppress(TusCommunicationError, OSError):
                    uploader.offset = uploader.get_offset() if uploader.url else 0
    assert network.cuts == CUTS
    done = ended(someone, f"/uploads/{(uploader.url or '').rpartition('/')[2]}")
    assert done["media"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert network.sent < len(content) + PIECE_BYTES


def _somewhere() -> int:
    return random.randrange(100_000, PIECE_BYTES - 50_000)  # noqa: S311  # where to cut is no secret


def test_an_upload_is_resumed_after_the_edge_was_killed_in_the_middle_of_a_piece(
    own_stack: Stack, someone: Member
) -> None:
    content = film(3_000_000)
    path = begun(someone, content, filename="a.mp4")
    arrived = threading.Event()

    def slowly() -> Iterator[bytes]:
        yield content[:2_000_000]
        arrived.wait(TIMEOUT_SECONDS)

    def piece() -> None:
        with suppress(httpx.HTTPError):
            headers = {**PIECE, "Upload-Offset": "0", "Authorization": f"Bearer {someone.token}"}
            someone.client.patch(f"/api/v1{path}", content=slowly(), headers=headers)

    sender = threading.Thread(target=piece)
    sender.start()
    spooled = own_stack.home.spool / "files" / f"{path.rpartition('/')[2]}.upload"
    while not (spooled.exists() and spooled.stat().st_size >= 1_000_000):
        assert sender.is_alive()
        time.sleep(LOOK_SECONDS)
    own_stack["ingest"].kill()
    arrived.set()
    sender.join(TIMEOUT_SECONDS)
    own_stack["ingest"].start()
    own_stack["ingest"].wait_ready()
    someone.reconnect(own_stack)
    start = offset(someone, path)
    assert 1_000_000 <= start <= 2_000_000
    assert send(someone, path, start, content[start:]).status_code == 204
    assert ended(someone, path)["media"]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_connection_that_broke_without_a_word_does_not_keep_its_upload(own_stack: Stack, someone: Member) -> None:
    content = film(1_000_000)
    path, half = begun(someone, content, filename="a.mp4"), len(content) // 2
    silent, closed = https_client(own_stack), threading.Event()

    def piece() -> None:
        def falling_silent() -> Iterator[bytes]:
            yield content[:half]
            closed.wait(TIMEOUT_SECONDS)

        headers = {**PIECE, "Upload-Offset": "0", "Authorization": f"Bearer {someone.token}"}
        with suppress(httpx.HTTPError):
            silent.patch(f"/api/v1{path}", content=falling_silent(), headers=headers)

    sender = threading.Thread(target=piece)
    sender.start()
    spooled = own_stack.home.spool / "files" / f"{path.rpartition('/')[2]}.upload"
    while not spooled.exists():
        assert sender.is_alive()
        time.sleep(LOOK_SECONDS)
    start = offset(someone, path)
    assert start <= half
    assert send(someone, path, start, content[start:]).status_code == 204
    assert sender.is_alive()
    closed.set()
    sender.join(TIMEOUT_SECONDS)
    assert ended(someone, path)["media"]["sha256"] == hashlib.sha256(content).hexdigest()


def test_malware_is_rejected_with_its_reason_and_nothing_of_it_is_stored(own_stack: Stack, someone: Member) -> None:
    before = Storage(own_stack).contents()
    rejected = ended(someone, sent(someone, "a.jpg", jpeg() + EICAR))
    assert (rejected["state"], rejected["reason"]) == ("rejected", "MALWARE_FOUND")
    assert "media" not in rejected
    assert Storage(own_stack).contents() == before
    event = someone.happened("upload.rejected", uploadId=rejected["uploadId"], reason="MALWARE_FOUND")
    assert "Eicar" in event["signature"]
    audit = own_stack.home.log("catalog").read_text()
    lines = [json.loads(line) for line in audit.splitlines() if event["eventId"] in line]
    assert [line["audit"]["signature"] for line in lines] == [event["signature"]]


def test_a_file_that_begins_wrongly_is_refused_with_its_first_bytes(someone: Member) -> None:
    content = b"just a few words " * 100_000
    path = begun(someone, content, filename="a.mp4")
    answer = send(someone, path, 0, content[:CHUNK])
    assert (answer.status_code, answer.json()["code"]) == (415, "CONTENT_NOT_RECOGNISED")
    assert someone.call("GET", path).json()["state"] == "rejected"


def test_the_same_bytes_make_one_item_whichever_way_they_come(someone: Member) -> None:
    content = jpeg(120, 80)
    first = someone.keep("first.jpg", content)["uploadId"]
    again = someone.send("second.jpg", content)
    assert (again.status_code, again.json()["uploadId"]) == (200, first)
    assert ended(someone, sent(someone, "third.jpg", content))["media"]["uploadId"] == first
    known = begin(someone, content, filename="fourth.jpg", sha256=hashlib.sha256(content).hexdigest())
    assert (known.status_code, known.json()["code"], known.json()["uploadId"]) == (409, "ALREADY_STORED", first)
    assert known.headers["location"] == f"/api/v1/media/{first}"
    assert someone.listed() == [first]


def test_two_uploads_of_the_same_bytes_at_once_make_one_item(own_stack: Stack, someone: Member) -> None:
    content = jpeg(130, 80)
    paths = [begun(someone, content, filename=f"{number}.jpg") for number in range(4)]
    senders = [threading.Thread(target=send, args=(someone, path, 0, content)) for path in paths]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(TIMEOUT_SECONDS)
    assert len({ended(someone, path)["media"]["uploadId"] for path in paths}) == 1
    assert len(someone.listed()) == 1
    assert len(Storage(own_stack).keys(f"user-{someone.user_id}/photos/")) == 1


def test_a_file_that_is_not_the_one_announced_is_rejected(someone: Member) -> None:
    rejected = ended(someone, sent(someone, "a.jpg", jpeg(99, 99), sha256="ab" * 32))
    assert (rejected["state"], rejected["reason"]) == ("rejected", "CHECKSUM_MISMATCH")


def test_retries_with_one_key_make_one_item(someone: Member) -> None:
    key = {"Idempotency-Key": secrets.token_hex(8)}
    answers = [someone.call("POST", "/media", files={"file": ("a.png", png(33))}, headers=key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200] or {a.status_code for a in answers} == {201}
    assert len({answer.json()["uploadId"] for answer in answers}) == 1
    other = someone.call("POST", "/media", files={"file": ("b.png", png(34))}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert len(someone.listed()) == 1


def test_what_is_there_can_be_asked_before_sending(someone: Member) -> None:
    content = png(35)
    known, unknown = hashlib.sha256(content).hexdigest(), "cd" * 32
    item = someone.keep("a.png", content)["uploadId"]
    answer = someone.call("POST", "/media/check", json={"sha256": [unknown, known]})
    assert answer.json() == {"existing": [{"sha256": known, "uploadId": item, "trashed": False}]}


def test_a_damaged_piece_does_not_count(someone: Member) -> None:
    content = film(10_000)
    path = begun(someone, content, filename="a.mp4")
    damaged = send(someone, path, 0, content[:5000], **{"Upload-Checksum": in_base64(b"other")})
    assert (damaged.status_code, damaged.json()["code"]) == (460, "CHECKSUM_MISMATCH")
    assert offset(someone, path) == 0
    assert send(someone, path, 0, content, **{"Upload-Checksum": in_base64(content, "sha1")}).status_code == 204
    assert ended(someone, path)["state"] == "done"


def test_an_upload_can_be_followed_by_its_events(someone: Member) -> None:
    path = sent(someone, "a.png", png(36))
    headers = {"Authorization": f"Bearer {someone.token}"}
    with someone.client.stream("GET", f"/api/v1{path}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        states = [json.loads(line[6:])["state"] for line in answer.iter_lines() if line.startswith("data: ")]
    assert states[-1] == "done"
    assert set(states) <= {"waiting", "scanning", "storing", "done"}


def test_an_upload_of_somebody_else_is_as_if_it_were_not_there(own_stack: Stack, someone: Member) -> None:
    path = begun(someone, png(37), filename="a.png")
    stranger = Member.registered(own_stack, f"{secrets.token_hex(6)}@example.org")
    answers = [
        stranger.call("GET", path),
        stranger.call("GET", f"{path}/events"),
        stranger.call("DELETE", path, headers=TUS),
        send(stranger, path, 0, png(37)),
    ]
    assert [(it.status_code, it.json()["code"]) for it in answers] == [(404, "UPLOAD_NOT_FOUND")] * 4
    assert stranger.call("HEAD", path, headers=TUS).status_code == 404
    stranger.close()
    assert offset(someone, path) == 0


def test_an_ended_upload_is_forgotten(own_stack: Stack, someone: Member) -> None:
    path = begun(someone, png(38), filename="a.png")
    send(someone, path, 0, png(38)[:70])
    assert someone.call("DELETE", path, headers=TUS).status_code == 204
    assert someone.call("HEAD", path, headers=TUS).status_code == 404
    assert not list((own_stack.home.spool / "files").glob(f"{path.rpartition('/')[2]}*"))


def test_without_the_scanner_an_upload_waits_and_says_so(own_stack: Stack, someone: Member) -> None:
    own_stack["scanner"].stop()
    path = sent(someone, "a.png", png(39))
    assert someone.call("GET", path).json()["state"] in {"waiting", "scanning"}
    own_stack["scanner"].start()
    own_stack["scanner"].wait_ready()
    assert ended(someone, path)["state"] == "done"


def test_creation_takes_the_first_piece_with_it(someone: Member) -> None:
    content = png(41)
    headers = {**PIECE, "Upload-Length": str(len(content)), "Upload-Metadata": metadata(filename="a.png")}
    answer = someone.call("POST", "/uploads", headers=headers, content=content)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(content)))
    assert ended(someone, answer.headers["location"].removeprefix("/api/v1"))["state"] == "done"
