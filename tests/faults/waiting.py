"""Waiting for what other processes do, and seeing how far they are."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import httpx

from tests.e2e.member import https_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member

TIMEOUT_SECONDS = 90
LOOK_SECONDS = 0.01


def eventually(holds: Callable[[], bool], seconds: float = TIMEOUT_SECONDS) -> None:
    """Returns when it holds; fails when it does not come about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(LOOK_SECONDS)


def states(stack: Stack, member: Member) -> list[str]:
    """The states of the member's uploads under way, as the journal holds them."""
    found = []
    for entry in (stack.home.spool / "journal" / member.user_id).glob("*.json"):
        with suppress(FileNotFoundError):  # it may end in this moment
            found.append(str(json.loads(entry.read_bytes())["state"]))
    return found


def taken(stack: Stack, member: Member, name: str, content: bytes) -> None:
    """Uploads one file, and waits until it is an item: a stack that has little patience may promise it instead."""
    answer = member.send(name, content)
    assert answer.status_code in {201, 202}, answer.text
    upload = answer.json()["uploadId"]
    eventually(lambda: not list((stack.home.spool / "journal" / member.user_id).glob(f"{upload}*.json")))
    assert upload in member.listed()


def spooled(stack: Stack) -> list[str]:
    """Names of the files in the spool."""
    return sorted(path.name for path in (stack.home.spool / "files").iterdir())


def reported_readiness(stack: Stack) -> httpx.Response:
    """What the edge's own port says."""
    return httpx.get(f"http://127.0.0.1:{stack.settings.ports.operations}/readyz", timeout=TIMEOUT_SECONDS)


def readiness(stack: Stack) -> int:
    """The status of the edge's own port."""
    return reported_readiness(stack).status_code


def without(stack: Stack) -> set[str]:
    """The services that the edge, which is ready, does without just now."""
    answer = reported_readiness(stack)
    assert answer.status_code == 200, answer.text
    return set(answer.json()["degraded"])


def reaches_auth(stack: Stack) -> bool:
    """Whether the edge has found auth again: a restart may be too short for the edge's readiness to see it."""
    with https_client(stack) as client:
        return client.get("/api/v1/session/ways").status_code == 200


@contextmanager
def meanwhile(step: Callable[[], httpx.Response]) -> Iterator[list[httpx.Response]]:
    """Runs a request beside the block; its answer is in the list after the block, unless it was cut off."""
    answers: list[httpx.Response] = []

    def run() -> None:
        with suppress(httpx.TransportError):
            answers.append(step())

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield answers
    finally:
        thread.join(TIMEOUT_SECONDS)
