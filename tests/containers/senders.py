"""People who upload while something happens to the containers, and remember what was accepted."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpx

from tests.e2e import tus_client
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from tests.e2e.member import Member

TAKEN = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
TIMEOUT_SECONDS = 100
PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Accepted:
    """A file of which the edge said that it has it; from here on it must not be lost."""

    upload_id: str
    content: bytes


class Senders:
    """Two people send whole files, a third one pieces, each through every edge in turn, until the end of the block."""

    def __init__(self, member: Member, edges: Sequence[Callable[[], httpx.Client]]) -> None:
        """Starts nothing; `edges` open a connection to each."""
        self._member = member
        self._edges = edges
        self._ending = threading.Event()
        self._lock = threading.Condition()
        self.accepted: list[Accepted] = []
        self.attempts = 0
        self.refused: list[str] = []
        ways = (self._in_one, self._in_one, self._in_pieces)
        self._threads = [threading.Thread(target=self._send, args=(way,), daemon=True) for way in ways]

    def __enter__(self) -> Self:
        """Begins to send."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets every sender finish the file it is at."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def wait_accepted(self, more: int) -> None:
        """Returns when `more` files have been accepted from now on."""
        wanted = len(self.accepted) + more
        with self._lock:
            done = self._lock.wait_for(lambda: len(self.accepted) >= wanted, TIMEOUT_SECONDS)
        assert done, f"{len(self.accepted)} of {wanted} were accepted, with {self.attempts} attempts"

    def wait_tried(self, more: int, seconds: float) -> None:
        """Returns when `more` attempts have been made from now on, or after so many seconds."""
        wanted = self.attempts + more
        with self._lock:
            self._lock.wait_for(lambda: self.attempts >= wanted, seconds)

    def _send(self, way: Callable[[list[Member], bytes], str | None]) -> None:
        clients = [edge() for edge in self._edges]
        members = [replace(self._member, client=client) for client in clients]
        while not self._ending.is_set():
            members.append(members.pop(0))
            content = jpeg(320, 240, comment=secrets.token_hex(16))
            try:
                upload_id = way(members, content)
            except (httpx.TransportError, AssertionError):
                upload_id = None
            self._note(upload_id, content)
        for client in clients:
            client.close()

    def _note(self, upload_id: str | None, content: bytes) -> None:
        with self._lock:
            self.attempts += 1
            if upload_id is not None:
                self.accepted.append(Accepted(upload_id, content))
            self._lock.notify_all()
        if upload_id is None:
            self._ending.wait(PAUSE_SECONDS)

    def _in_one(self, members: list[Member], content: bytes) -> str | None:
        file = {"file": (f"{secrets.token_hex(4)}.jpg", content)}
        answer = members[0].call("POST", "/media", files=file, headers={"Prefer": "respond-async"})
        if answer.status_code in TAKEN:
            upload_id: str = answer.json()["uploadId"]
            return upload_id
        if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            self.refused.append(answer.text)
        return None

    def _in_pieces(self, members: list[Member], content: bytes) -> str | None:
        """Half through one edge, the rest through whichever says how far it has come."""
        path = tus_client.begun(members[0], content, filename=f"{secrets.token_hex(4)}.jpg")
        tus_client.send(members[0], path, 0, content[: len(content) // 2])
        ends = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < ends:
            members.append(members.pop(0))
            try:
                start = tus_client.offset(members[0], path)
                answer = tus_client.send(members[0], path, start, content[start:])
            except (httpx.TransportError, AssertionError):
                self._ending.wait(PAUSE_SECONDS)
                continue
            if answer.status_code == HTTPStatus.NO_CONTENT:
                return path.rpartition("/")[2]
        return None
