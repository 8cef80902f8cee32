"""The wire of tus 1.0.0, for tests that must see every step."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from tests.e2e.member import Member

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}
TIMEOUT_SECONDS = 180


def metadata(**values: str) -> str:
    """`Upload-Metadata`."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def begin(member: Member, content: bytes, **known: str) -> httpx.Response:
    """Begins an upload of `content`."""
    headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": metadata(**known)}
    return member.call("POST", "/uploads", headers=headers)


def begun(member: Member, content: bytes, **known: str) -> str:
    """The path of an upload that must be taken."""
    answer = begin(member, content, **known)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].removeprefix("/api/v1")


def send(member: Member, path: str, offset: int, piece: bytes, **headers: str) -> httpx.Response:
    """Sends a piece."""
    return member.call("PATCH", path, content=piece, headers={**PIECE, "Upload-Offset": str(offset), **headers})


def offset(member: Member, path: str) -> int:
    """Where to go on."""
    answer = member.call("HEAD", path, headers=TUS)
    assert answer.status_code == 200, answer.text
    return int(answer.headers["upload-offset"])


def sent(member: Member, name: str, content: bytes, **known: str) -> str:
    """The path of an upload whose bytes have all arrived."""
    path = begun(member, content, filename=name, **known)
    answer = send(member, path, 0, content)
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(len(content))), answer.text
    return path


def ended(member: Member, path: str, timeout_seconds: float = TIMEOUT_SECONDS) -> dict[str, Any]:
    """What an upload says of itself when it has come to its end."""
    deadline = time.monotonic() + timeout_seconds
    while (state := member.call("GET", path).json())["state"] not in {"done", "rejected"}:
        assert time.monotonic() < deadline, state
        time.sleep(0.1)  # another process processes it
    found: dict[str, Any] = state
    return found


def in_base64(content: bytes, algorithm: str = "sha256") -> str:
    """`Upload-Checksum` of a piece."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
