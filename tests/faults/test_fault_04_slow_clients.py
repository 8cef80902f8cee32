"""Fault 4: slow clients. Pass mark: closed by a deadline, others unharmed.

The deadlines are a stack's own (`tight` in conftest) where they can be set; heads have 30 seconds, and bodies a minute
to come faster than 1,000 bytes a second.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.e2e.member import Member
from tests.faults.waiting import spooled, taken
from tests.faults.wire import PREFACE, connected, head, said_until_closed, secured
from tests.media.images import png

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from momento_local.stack import Stack

EACH = 6
"""Slow clients of each kind."""
MAX_SECONDS = 100
FORM = {"Content_Type": "multipart/form-data; boundary=f"}
JSON = {"Content_Type": "application/json"}
FILE = b'--f\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8\xff'


def after(start: bytes, *protocols: str) -> Callable[[Stack, str], socket.socket]:
    def opened(stack: Stack, _: str) -> socket.socket:
        connection = secured(stack, *protocols)
        connection.sendall(start)
        return connection

    return opened


def posting(path: str, body: bytes, **headers: str) -> Callable[[Stack, str], socket.socket]:
    def opened(stack: Stack, token: str) -> socket.socket:
        connection = secured(stack)
        connection.sendall(head("POST", path, token, 50_000, **headers) + body)
        return connection

    return opened


KINDS: dict[str, tuple[Callable[[Stack, str], socket.socket], bytes, bytes]] = {
    # How it begins, what it goes on with twice a second, how the edge's last word begins.
    "no handshake": (lambda stack, _: connected(stack), b"", b""),
    "nothing after the handshake": (after(b""), b"", b""),
    "nothing after the handshake, HTTP/2": (after(b"", "h2"), b"", b""),
    "nothing after the preface of HTTP/2": (after(PREFACE, "h2"), b"", b""),
    "half a head": (after(b"GET / HTTP/1.1\r\nHost: localhost\r\n"), b"", b""),
    "a head that trickles": (after(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "), b"a", b""),
    "no second request": (after(b"GET /api/v1/limits HTTP/1.1\r\nHost: localhost\r\n\r\n"), b"", b"HTTP/1.1 200"),
    "half a JSON body": (posting("/session", b"{", **JSON), b"", b"HTTP/1.1 408"),
    "a JSON body that trickles": (posting("/session", b"{", **JSON), b" ", b"HTTP/1.1 408"),
    "half the head of a form": (posting("/media", FILE[:20], **FORM), b"", b"HTTP/1.1 408"),
    "half a file": (posting("/media", FILE, **FORM), b"", b"HTTP/1.1 408"),
    "a file that trickles": (posting("/media", FILE, **FORM), b"a", b"HTTP/1.1 408"),
}
FEW = {"half a file": 1, "a file that trickles": 2}
"""Fewer than the transfers that the edge allows, and the uploads of a user."""
SERVED = 10
"""Others' uploads that begin and end while slow clients of every kind have come and some still stand; a minute long."""


@pytest.mark.timeout(600)
def test_slow_clients_of_every_kind_are_closed_and_meanwhile_others_are_served(tight: Stack) -> None:
    slow, quick = (Member.registered(tight, f"{name}@example.org") for name in ("slow", "quick"))
    over, opened_at, closed_at = threading.Event(), list[float](), list[float]()

    def others() -> list[tuple[float, float]]:
        # As fast as they can, all the while.
        served = list[tuple[float, float]]()
        while not over.is_set():
            began = time.monotonic()
            taken(tight, quick, "a.png", png(20 + len(served), 40))
            served.append((began, time.monotonic()))
        return served

    def lasted(kind: str) -> bytes:
        opened, trickle, _ = KINDS[kind]
        with opened(tight, slow.token) as connection:
            opened_at.append(time.monotonic())
            said = said_until_closed(connection, trickle, MAX_SECONDS)
            closed_at.append(time.monotonic())
            return said

    kinds = [kind for kind in KINDS for _ in range(FEW.get(kind, EACH))]
    with ThreadPoolExecutor(len(kinds) + 1) as threads:
        running = threads.submit(others)
        said = list(zip(kinds, threads.map(lasted, kinds), strict=True))
        over.set()
    assert [kind for kind, words in said if not words.startswith(KINDS[kind][2])] == []
    all_came, last_went = max(opened_at), max(closed_at)
    assert sum(all_came < began and ended < last_went for began, ended in running.result()) >= SERVED
    assert spooled(tight) == []
    assert slow.call("GET", "/uploads").json()["uploads"] == []
