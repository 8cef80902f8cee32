"""What happens when parts stop, crash or hang: nothing unchecked gets in, and nothing accepted is lost."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.storage import Storage
from tests.e2e.tus_client import ended
from tests.faults.waiting import TIMEOUT_SECONDS, eventually, states, without
from tests.media.images import jpeg, png
from tests.media.videos import mp4

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("outages"), Ports.free())) as running:
        yield running


@pytest.fixture
def someone(own_stack: Stack) -> Iterator[Member]:
    member = Member.registered(own_stack, f"{time.time_ns()}@example.org")
    yield member
    member.close()


def cut_off(member: Member, name: str, content: bytes) -> None:
    """An upload whose answer never comes."""
    with suppress(httpx.HTTPError):
        member.send(name, content)


def test_without_the_malware_engine_a_file_waits_and_readiness_says_so(own_stack: Stack, someone: Member) -> None:
    before = Storage(own_stack).contents()
    own_stack["clamd"].stop()
    accepted = someone.send("a.jpg", jpeg())
    assert (accepted.status_code, accepted.json()["state"]) == (202, "waiting")
    assert Storage(own_stack).contents() == before
    eventually(lambda: without(own_stack) == {"scanner"})
    assert someone.call("GET", "/status").json()["uploads"] == "delayed"
    own_stack["clamd"].start()
    eventually(lambda: without(own_stack) == set())
    where = accepted.headers["location"].removeprefix("/api/v1")
    assert ended(someone, where)["state"] == "done"


def test_while_a_malware_engine_that_died_in_mid_scan_is_away_nothing_is_stored(
    own_stack: Stack, someone: Member
) -> None:
    before = Storage(own_stack).contents()
    answers: list[httpx.Response] = []
    os.kill(own_stack["clamd"].pid or 0, signal.SIGSTOP)
    sender = threading.Thread(target=lambda: answers.append(someone.send("a.mp4", mp4())))
    sender.start()
    eventually(lambda: states(own_stack, someone) == ["inspecting"])
    own_stack["clamd"].kill()
    sender.join(TIMEOUT_SECONDS)
    assert [answer.status_code for answer in answers] == [202]
    assert Storage(own_stack).contents() == before
    own_stack["clamd"].start()
    eventually(lambda: without(own_stack) == set())
    assert ended(someone, answers[0].headers["location"].removeprefix("/api/v1"))["state"] == "done"


def test_a_clean_file_that_cannot_be_recorded_now_is_promised_and_recorded_later(
    own_stack: Stack, someone: Member
) -> None:
    someone.keep("first.png", png())
    own_stack["catalog"].stop()
    promised = someone.send("later.png", png(50))
    assert promised.status_code == 202
    own_stack["catalog"].start()
    where = promised.headers["location"].removeprefix("/api/v1")
    eventually(lambda: someone.call("GET", where).json().get("state") == "done")
    assert someone.download(promised.json()["uploadId"]) == png(50)


def test_an_upload_under_way_when_the_edge_is_killed_is_finished_after_its_restart(
    own_stack: Stack, someone: Member
) -> None:
    os.kill(own_stack["clamd"].pid or 0, signal.SIGSTOP)
    sender = threading.Thread(target=cut_off, args=(someone, "kept.png", png(60)))
    sender.start()
    eventually(lambda: states(own_stack, someone) == ["inspecting"])
    own_stack["ingest"].kill()
    sender.join(TIMEOUT_SECONDS)
    os.kill(own_stack["clamd"].pid or 0, signal.SIGCONT)
    own_stack["ingest"].start()
    own_stack["ingest"].wait_ready()
    someone.reconnect(own_stack)
    eventually(lambda: len(someone.listed()) == 1)
    eventually(lambda: not list(own_stack.home.spool.glob("*/*.*")))
    assert someone.download(someone.listed()[0]) == png(60)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_everything_is_still_there_after(own_stack: Stack, someone: Member, end: str) -> None:
    kept = {someone.keep(f"{number}.jpg", jpeg(80 + number), tags="kept")["uploadId"] for number in range(3)}
    hashes = {upload: hashlib.sha256(someone.download(upload)).hexdigest() for upload in kept}
    getattr(own_stack, end)()
    own_stack.start()
    someone.reconnect(own_stack)
    assert set(someone.listed(tag="kept")) == kept
    assert {upload: hashlib.sha256(someone.download(upload)).hexdigest() for upload in kept} == hashes
