"""People who send one file, stop before its last bytes, and do not give up: what a good client does."""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import httpx

from tests.e2e.tus_client import PIECE, TUS, begun, send
from tests.faults.waiting import TIMEOUT_SECONDS, eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.member import Member

_BETWEEN_TRIES_SECONDS: Final = 0.1
_ENDS: Final = frozenset({"done", "rejected"})


@dataclass(frozen=True)
class Outcome:
    """What a sender is told in the end: `done`, or `rejected` and why."""

    state: str
    reason: str = ""


class Sender(Protocol):
    """One file on its way; when it is done, `upload_id` is that of the item it has become."""

    content: bytes
    upload_id: str

    def begin(self) -> None:
        """Sends all but the last bytes, in a request that then waits; the edge knows the upload."""

    def go_on(self) -> None:
        """Lets the last bytes go; does not wait for what comes of them."""

    def end(self) -> Outcome:
        """Does what it takes until the upload has come to its end."""


class _Stalled:
    """A request in a thread of its own whose body stops in the middle until it is told to go on."""

    def __init__(self, ask: Callable[[Iterator[bytes]], httpx.Response], body: bytes, pause_at: int) -> None:
        self.answer: httpx.Response | None = None
        self._parts = (body[:pause_at], body[pause_at:])
        self._ask = ask
        self._go_on = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def go_on(self) -> None:
        self._go_on.set()

    def join(self) -> httpx.Response | None:
        """The answer, or None when the connection broke before there was one."""
        self._go_on.set()
        self._thread.join(TIMEOUT_SECONDS)
        assert not self._thread.is_alive(), "the request never ended"
        return self.answer

    def _run(self) -> None:
        with suppress(httpx.HTTPError):
            self.answer = self._ask(self._body())

    def _body(self) -> Iterator[bytes]:
        yield self._parts[0]
        assert self._go_on.wait(TIMEOUT_SECONDS)
        yield self._parts[1]


class TusSender:
    """Sends half of the file, then the rest, by tus; asks where to go on after a cut."""

    def __init__(self, member: Member, name: str, content: bytes) -> None:
        self.content = content
        self.upload_id = ""
        self._member = member
        self._name = name
        self._path = ""
        self._request: _Stalled | None = None

    def begin(self) -> None:
        self._path = begun(self._member, self.content, filename=self._name)
        self.upload_id = self._path.rpartition("/")[2]
        half = len(self.content) // 2
        assert send(self._member, self._path, 0, self.content[:half]).status_code == 204
        headers = {**PIECE, "Upload-Offset": str(half), "Content-Length": str(len(self.content) - half)}

        def patch(body: Iterator[bytes]) -> httpx.Response:
            return self._member.call("PATCH", self._path, content=body, headers=headers)

        self._request = _Stalled(patch, self.content[half:], half // 2)

    def go_on(self) -> None:
        assert self._request is not None
        self._request.go_on()

    def end(self) -> Outcome:
        assert self._request is not None
        self._request.join()
        self.upload_id, outcome = _ended(self._member, self._path, self._resume)
        return outcome

    def _resume(self) -> None:
        start = int(self._member.call("HEAD", self._path, headers=TUS).headers["upload-offset"])
        send(self._member, self._path, start, self.content[start:])


class OneShotSender:
    """Sends the file in one request, and again when no answer comes: with the same `Idempotency-Key`, or with none."""

    def __init__(
        self, member: Member, name: str, content: bytes, under_way: Callable[[], set[str]], *, keyed: bool
    ) -> None:
        """`under_way` tells the ids of the member's uploads: no answer tells this one's while it waits."""
        self.content = content
        self.upload_id = ""
        self._member = member
        self._under_way = under_way
        self._request: _Stalled | None = None
        boundary = secrets.token_hex(16)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        self._body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        self._headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._body)),
            **({"Idempotency-Key": secrets.token_hex(16)} if keyed else {}),
        }

    def begin(self) -> None:
        before = self._under_way()
        self._request = _Stalled(self._post, self._body, len(self._body) // 2)
        begun_since: set[str] = set()

        def has_begun() -> bool:
            # An earlier one may end meanwhile, so it is not enough that they are others.
            begun_since.update(self._under_way() - before)
            return bool(begun_since)

        eventually(has_begun)
        (self.upload_id,) = begun_since

    def go_on(self) -> None:
        assert self._request is not None
        self._request.go_on()

    def end(self) -> Outcome:
        assert self._request is not None
        deadline = time.monotonic() + TIMEOUT_SECONDS
        answer = self._request.join()
        while (outcome := self._outcome(answer)) is None:
            assert time.monotonic() < deadline, answer.text if answer else "no answer"
            time.sleep(_BETWEEN_TRIES_SECONDS)
            answer = None
            with suppress(httpx.HTTPError):
                answer = self._post(self._body)
        return outcome

    def _post(self, body: Any) -> httpx.Response:
        return self._member.call("POST", "/media", content=body, headers=self._headers)

    def _outcome(self, answer: httpx.Response | None) -> Outcome | None:
        if answer is None:
            return None
        if answer.status_code in {200, 201}:
            self.upload_id = answer.json()["uploadId"]
            return Outcome("done")
        if answer.status_code == 202:
            self.upload_id, outcome = _ended(self._member, answer.headers["location"].removeprefix("/api/v1"))
            return outcome
        if answer.status_code == 422:
            return Outcome("rejected", answer.json()["code"])
        # Anything else a good client may see is an invitation to try again.
        assert answer.status_code in {401, 409, 503}, answer.text
        if answer.status_code == 401:
            self._member.sign_in()
        return None


def _nothing() -> None:
    """Nothing is to be sent: all of it has arrived."""


def _ended(member: Member, path: str, resume: Callable[[], None] = _nothing) -> tuple[str, Outcome]:
    """The item that an upload has become (or its own id) and its outcome; `resume` sends what is missing."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        assert time.monotonic() < deadline, path
        with suppress(httpx.HTTPError):
            answer = member.call("GET", path)
            if answer.status_code == 401:
                member.sign_in()
            elif answer.status_code == 200:
                upload = answer.json()
                if upload["state"] in _ENDS:
                    item = upload.get("media", upload)["uploadId"]
                    return item, Outcome(upload["state"], upload.get("reason", ""))
                if upload["state"] == "receiving":
                    resume()
        time.sleep(_BETWEEN_TRIES_SECONDS)
