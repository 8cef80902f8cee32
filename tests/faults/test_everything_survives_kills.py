"""Every program of a Momento is killed in turn, the embedded AWS also while it starts, beside people who work on.

They upload, edit, arrange and throw away, and try again until they are answered. What they were answered is there in
the end, once, and nothing else is. `MOMENTO_KILLS` says how often something is killed.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx
import psutil
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.tus_client import TUS, begin, send
from tests.faults.crowd import Crowd
from tests.faults.upload_traces import Traces
from tests.faults.waiting import eventually
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PARTS: Final = ("aws", "ingest", "scanner", "catalog", "clamd", "auth")
KILLS: Final = int(os.environ.get("MOMENTO_KILLS", "6"))
PEOPLE: Final = 3
ROUNDS: Final = 2
"""How many rounds of somebody's life must have ended between two kills."""
TIMEOUT_SECONDS: Final = 300
PAUSE_SECONDS: Final = 0.2


@dataclass
class Life:
    """Somebody who does one thing after another, and what they were answered."""

    member: Member
    number: int
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 and id of each upload that was said to be done."""
    titles: dict[str, str] = field(default_factory=dict)
    trashed: set[str] = field(default_factory=set)
    albums: dict[str, list[str]] = field(default_factory=dict)
    rounds: int = 0

    def one_round(self) -> str:
        """An upload, an edit, an album; every third item goes to the trash."""
        self.member.stay_signed_in()
        self.rounds += 1
        name = f"{self.number}-{self.rounds}"
        content = png(10_000 * self.number + self.rounds)
        upload_id = self._in_pieces(name, content) if self.rounds % 2 else self._at_once(name, content)
        self.files[hashlib.sha256(content).hexdigest()] = upload_id
        self._edit(upload_id, title=name)
        self.titles[upload_id] = name
        self._collect(upload_id, name)
        if self.rounds % 3 == 0:
            self._edit(upload_id, trashed=True)
            self.trashed.add(upload_id)
        return name

    def _asked(self, ask: Callable[[], httpx.Response], *good: int) -> httpx.Response:
        """Asks until one of the answers comes that end the matter."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while True:
            with suppress(httpx.HTTPError):
                answer = ask()
                if answer.status_code in good:
                    return answer
                if answer.status_code == 401:
                    self.member.sign_in()
                else:
                    assert answer.status_code in {404, 409, 412, 429, 500, 502, 503, 507}, answer.text
            assert time.monotonic() < deadline, f"no good answer for {TIMEOUT_SECONDS} s"
            time.sleep(PAUSE_SECONDS)

    def _at_once(self, name: str, content: bytes) -> str:
        headers = {"Idempotency-Key": secrets.token_hex(16)}

        def post() -> httpx.Response:
            return self.member.call("POST", "/media", files={"file": (f"{name}.png", content)}, headers=headers)

        answer = self._asked(post, 200, 201, 202)
        if answer.status_code != 202:
            return str(answer.json()["uploadId"])
        return self._done(answer.headers["location"].removeprefix("/api/v1"))

    def _in_pieces(self, name: str, content: bytes) -> str:
        begun = self._asked(lambda: begin(self.member, content, filename=f"{name}.png"), 201)
        path = begun.headers["location"].removeprefix("/api/v1")

        def resume() -> None:
            with suppress(httpx.HTTPError, KeyError):
                start = int(self.member.call("HEAD", path, headers=TUS).headers["upload-offset"])
                send(self.member, path, start, content[start:])

        return self._done(path, resume)

    def _done(self, path: str, resume: Callable[[], None] = lambda: None) -> str:
        """Follows an upload to its end; the item that it has become."""
        ended: list[dict[str, Any]] = []

        def look() -> httpx.Response:
            answer = self.member.call("GET", path)
            if answer.status_code == httpx.codes.OK and answer.json()["state"] in {"done", "rejected"}:
                ended.append(answer.json())
            elif answer.status_code == httpx.codes.OK:
                resume()
            return answer

        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not ended:
            assert time.monotonic() < deadline, f"an upload did not end in {TIMEOUT_SECONDS} s"
            self._asked(look, 200)
        assert ended[0]["state"] == "done", ended[0]
        return str(ended[0].get("media", ended[0])["uploadId"])

    def _edit(self, upload_id: str, **change: Any) -> None:
        def edit() -> httpx.Response:
            item = self.member.call("GET", f"/media/{upload_id}")
            if item.status_code != 200:
                return item
            headers = {"If-Match": item.json()["etag"]}
            return self.member.call("PATCH", f"/media/{upload_id}", json=change, headers=headers)

        self._asked(edit, 200)

    def _collect(self, upload_id: str, title: str) -> None:
        """A new album for every fourth item, and the others into the newest."""
        if self.rounds % 4 == 1:
            made = self._asked(lambda: self.member.call("POST", "/albums", json={"title": title}), 201)
            self.albums[made.json()["albumId"]] = []
        album = list(self.albums)[-1]
        self._asked(lambda: self._put(album, upload_id), 200)
        self.albums[album].append(upload_id)

    def _put(self, album: str, upload_id: str) -> httpx.Response:
        """Puts an item into an album; the answer speaks of the item as others do of the request."""
        answer = self.member.call("POST", f"/albums/{album}/media", json={"uploadIds": [upload_id]})
        if answer.status_code == httpx.codes.OK and not answer.json()["done"]:
            # There was no time for it, or it was being changed: the same request may be made again.
            assert answer.json()["items"][0]["code"] in {"STORE_UNAVAILABLE", "ETAG_MISMATCH"}, answer.text
            answer.status_code = httpx.codes.SERVICE_UNAVAILABLE
        return answer


@dataclass
class Kills:
    """How often what was killed."""

    stack: Stack
    counts: dict[str, int] = field(default_factory=dict)

    def kill(self, part: str) -> None:
        """Kills a part and starts it again; the embedded AWS every other time once more while it starts."""
        self._kill(part)
        process = self.stack[part]
        process.start()
        if part == "aws" and self.counts[part] % 2 == 0:
            eventually(self._aws_recovers)
            self._kill(part, "aws while it starts")
            process.start()
        process.wait_ready()

    def _kill(self, part: str, name: str = "") -> None:
        self.stack[part].kill()
        self.counts[name or part] = self.counts.get(name or part, 0) + 1

    def _aws_recovers(self) -> bool:
        """Whether it has its log open: it then reads it."""
        lock = str(self.stack.home.aws / "log" / "lock")
        process = psutil.Process(self.stack["aws"].pid)
        return any(file.path == lock for file in process.open_files())

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


@pytest.mark.timeout(900 + 180 * KILLS)
def test_whatever_is_killed_beside_people_who_work_on_nothing_is_lost_doubled_or_orphaned(stack: Stack) -> None:
    people = [Life(Member.registered(stack, f"{number}@example.org"), number) for number in range(1, PEOPLE + 1)]
    kills = Kills(stack)
    with Crowd([life.one_round for life in people], enough=ROUNDS, timeout_seconds=2 * TIMEOUT_SECONDS) as crowd:
        for part in itertools.cycle(PARTS):
            if kills.total >= KILLS:
                break
            kills.kill(part)
            crowd.go_on()
    assert crowd.failures == []
    for life in people:
        assert_in_order(stack, life)
    rounds = sum(life.rounds for life in people)
    print(f"\n{kills.total} kills {kills.counts}; {rounds} rounds of upload, edit and album: none lost, none doubled")  # noqa: T201


def assert_in_order(stack: Stack, life: Life) -> None:
    """What somebody was answered is there once, and nothing lies in S3 or DynamoDB that is no item of theirs."""
    life.member.sign_in()
    traces = Traces(stack, life.member.user_id)
    items = [item for trashed in ("false", "true") for item in life.member.items(trashed=trashed)]
    assert sorted((item["sha256"], item["uploadId"]) for item in items) == sorted(life.files.items())
    assert {item["uploadId"]: item["title"] for item in items} == life.titles
    assert {item["uploadId"] for item in life.member.items(trashed="true")} == life.trashed
    for album, wanted in life.albums.items():
        found = [item["uploadId"] for item in life.member.items(f"/albums/{album}/media")]
        assert found == [each for each in wanted if each not in life.trashed]
    assert traces.records() == set(life.files.values())
    assert traces.keys() == {f"{traces.folder}/{name}" for item in items for name in names_of(item["uploadId"])}
    assert traces.in_parts() == set()


def names_of(upload_id: str) -> tuple[str, ...]:
    """The objects of a picture, below its owner's folder."""
    previews = (f"previews/{upload_id}/256.webp", f"previews/{upload_id}/1440.jpg")
    return (f"photos/{upload_id}.png", *previews, f"records/{upload_id}.json")
