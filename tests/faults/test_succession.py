"""While a worker of the edge is followed by another, every connection that was opened is answered."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.faults.public_certificate import renew_public, served, workers_of
from tests.faults.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATH = "/api/v1/account"
"""Answers 401 to whoever brings no token."""
CONNECTIONS = 20
NO_HANDSHAKE_SECONDS = 6
NO_REQUEST_SECONDS = 22
"""A connection of this age is still open: the edge waits ten seconds for a handshake, and thirty for a request."""
PAUSE_SECONDS = 1


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


class Connection(http.client.HTTPSConnection):
    """A client's connection, step by step."""

    def __init__(self, stack: Stack) -> None:
        self.shown = 0
        self._trust = ssl.create_default_context(cafile=str(stack.edge_authority))
        super().__init__("localhost", stack.settings.ports.edge, timeout=60, context=self._trust)

    def open(self) -> None:
        """Opens it without a handshake."""
        self.opened_at = time.monotonic()
        self.sock = socket.create_connection((self.host, self.port), timeout=60)

    def greet(self) -> None:
        """Shakes hands."""
        secured = self._trust.wrap_socket(self.sock, server_hostname=self.host)
        self.sock = secured
        self.shown = _serial_number(secured)

    def ask(self) -> tuple[int, str | None]:
        """The status of an answer, and whether it says that it is the last one here."""
        self.request("GET", PATH)
        with self.getresponse() as answer:
            answer.read()
            return answer.status, answer.getheader("Connection")


def test_what_was_opened_before_a_successor_began_is_answered_after_it_began(stack: Stack) -> None:
    port = stack.settings.ports.edge
    former, formerly = workers_of(stack["ingest"]), served(port)
    with ExitStack() as left:
        silent, greeted, kept = list[Connection](), list[Connection](), list[Connection]()
        renewed = renew_public(stack)
        # The edge bears with silence for seconds, and nobody knows when the successor begins: so the newest are asked.
        while served(port) != renewed:
            for group in (silent, greeted, kept):
                group.append(left.enter_context(opened(stack)))
            greeted[-1].greet()
            kept[-1].greet()
            if kept[-1].ask() != (401, None):
                kept.pop()  # the former worker has called its successor, and that was its last word here
            time.sleep(PAUSE_SECONDS)
        silent = younger_than(NO_HANDSHAKE_SECONDS, silent)
        # One that came in the moment between a look and the beginning is the successor's own.
        greeted, kept = (
            [it for it in younger_than(NO_REQUEST_SECONDS, group) if it.shown == formerly] for group in (greeted, kept)
        )
        assert silent
        assert greeted
        assert kept
        for each in silent:
            each.greet()
        # Those first that have waited for longest.
        assert [it.ask() for it in by_age(greeted + kept)] == [(401, "close")] * len(greeted + kept)
        assert [it.ask()[0] for it in silent] == [401] * len(silent)
        assert [served(port) for _ in range(CONNECTIONS)] == [renewed] * CONNECTIONS
    eventually(lambda: len(workers_of(stack["ingest"])) == 1)
    assert not workers_of(stack["ingest"]) & former
    assert [served(port) for _ in range(CONNECTIONS)] == [renewed] * CONNECTIONS


def younger_than(seconds: float, connections: list[Connection]) -> list[Connection]:
    return [each for each in connections if time.monotonic() - each.opened_at < seconds]


def by_age(connections: list[Connection]) -> list[Connection]:
    return sorted(connections, key=lambda each: each.opened_at)


@contextmanager
def opened(stack: Stack) -> Iterator[Connection]:
    """A connection on which nothing was sent yet."""
    connection = Connection(stack)
    connection.open()
    yield connection
    connection.close()


def _serial_number(connection: ssl.SSLSocket) -> int:
    certificate = connection.getpeercert(binary_form=True)
    assert certificate
    return x509.load_der_x509_certificate(certificate).serial_number
