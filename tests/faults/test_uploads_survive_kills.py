"""`kill -9` of each service at each step: what was accepted is catalogued once, or rejected with its reason."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
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
from tests.e2e.tus_client import PIECE, TUS, begun
from tests.media.eicar import EICAR
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICES = ("ingest", "scanner", "catalog", "auth")
STEPS = ("receiving", "received", "inspecting", "storing", "stored")
ROUNDS = 5
PATIENCE_SECONDS = 90
LONGEST_LAG_SECONDS = 0.2


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("kills"), Ports.free())) as running:
        yield running


@pytest.mark.timeout(900)
def test_whichever_service_is_killed_at_whichever_step_nothing_is_lost_doubled_or_orphaned(stack: Stack) -> None:
    member = Member.registered(stack, "somebody@example.org")
    stored, kills = set(), 0
    for number, (_, service, step) in enumerate(itertools.product(range(ROUNDS), SERVICES, STEPS)):
        infected = number % 10 == 9
        content = jpeg(100 + number, 90) + (EICAR if infected else b"")
        path = begun(member, content, filename=f"{number}.jpg")
        sender = threading.Thread(target=_send, args=(member, path, content))
        sender.start()
        _wait_for(stack, member, path, step)
        stack[service].kill()
        kills += 1
        sender.join(PATIENCE_SECONDS)
        stack[service].start()
        stack[service].wait_ready()
        end = _brought_to_its_end(member, path, content)
        if infected:
            assert (end["state"], end["reason"]) == ("rejected", "MALWARE_FOUND"), (service, step)
        else:
            assert end["state"] == "done", (service, step, end)
            stored.add(hashlib.sha256(content).hexdigest())
    assert kills >= 100
    _assert_in_order(stack, member, stored)


def _send(member: Member, path: str, content: bytes) -> None:
    def slowly() -> Iterator[bytes]:
        yield content[: len(content) // 2]
        time.sleep(0.05)  # so that a kill can come in the middle
        yield content[len(content) // 2 :]

    headers = {**PIECE, "Upload-Offset": "0", "Authorization": f"Bearer {member.token}"}
    with suppress(httpx.HTTPError):
        member.client.patch(f"/api/v1{path}", content=slowly(), headers=headers)


def _wait_for(stack: Stack, member: Member, path: str, step: str) -> None:
    """Returns when the upload has come as far as `step`, or farther, and a moment later."""
    upload = path.rpartition("/")[2]
    entry = stack.home.spool / "journal" / member.user_id / f"{upload}.json"
    order = [*STEPS[:-1], "done"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while entry.exists() and order.index(_state(entry)) < order.index(step if step != "stored" else "storing"):
        assert time.monotonic() < deadline
    if step == "stored":
        time.sleep(random.uniform(0, LONGEST_LAG_SECONDS))  # noqa: S311  # between S3, catalog and journal


def _state(entry: object) -> str:
    try:
        return str(json.loads(entry.read_bytes())["state"])  # type: ignore[attr-defined]  # a path
    except FileNotFoundError:
        return "done"


def _brought_to_its_end(member: Member, path: str, content: bytes) -> dict[str, str]:
    """Does what a client does: goes on where the edge says, and asks until the upload has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        assert time.monotonic() < deadline, path
        with suppress(httpx.HTTPError):
            answer = member.call("GET", path)
            if answer.status_code == 401:
                member.sign_in()
            elif answer.status_code == 200:
                upload: dict[str, str] = answer.json()
                if upload["state"] in {"done", "rejected"}:
                    return upload
                if upload["state"] == "receiving":
                    start = int(member.call("HEAD", path, headers=TUS).headers["upload-offset"])
                    headers = {**PIECE, "Upload-Offset": str(start)}
                    member.call("PATCH", path, content=content[start:], headers=headers)
                    continue
        time.sleep(0.05)  # another process settles it


def _assert_in_order(stack: Stack, member: Member, stored: set[str]) -> None:
    ids: list[tuple[str, str]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = member.call("GET", "/media", params={"limit": 100, "cursor": cursor}).json()
        ids += [(item["uploadId"], item["sha256"]) for item in page["items"]]
        cursor = page.get("nextCursor")
    assert sorted(sha256 for _, sha256 in ids) == sorted(stored)
    folder = f"user-{member.user_id}"
    expected = {
        key
        for upload, _ in ids
        for key in (
            f"{folder}/photos/{upload}.jpg",
            f"{folder}/previews/{upload}/256.webp",
            f"{folder}/previews/{upload}/1440.jpg",
            f"{folder}/records/{upload}.json",
        )
    }
    assert set(Storage(stack).keys(folder)) == expected
    assert not list((stack.home.spool / "files").iterdir())
    assert not list((stack.home.spool / "journal").glob("*/*.json"))
