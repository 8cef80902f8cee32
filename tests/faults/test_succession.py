"""While a worker of the edge is followed by another, every connection that was opened is answered."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections import deque
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
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
SILENT = 4
PAUSE_SECONDS = 1


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


class Connection(http.client.HTTPSConnection):
    """A client's connection, step by step."""

    def __init__(self, stack: Stack) -> None:
        self._trust = ssl.create_default_context(cafile=str(stack.edge_authority))
        super().__init__("localhost", stack.settings.ports.edge, timeout=30, context=self._trust)

    def open(self) -> None:
        """Opens it without a handshake."""
        self.sock = socket.create_connection((self.host, self.port), timeout=30)

    def greet(self) -> None:
        """Shakes hands."""
        self.sock = self._trust.wrap_socket(self.sock, server_hostname=self.host)

    def ask(self) -> tuple[int, str | None]:
        """The status of an answer, and whether it says that it is the last one here."""
        self.request("GET", PATH)
        with self.getresponse() as answer:
            answer.read()
            return answer.status, answer.getheader("Connection")


def test_what_was_opened_before_a_successor_began_is_answered_after_it_began(stack: Stack) -> None:
    port = stack.settings.ports.edge
    with ExitStack() as left:
        greeted, kept = (left.enter_context(opened(stack)) for _ in range(2))
        for each in (greeted, kept):
            each.greet()
        assert kept.ask() == (401, None)
        former = workers_of(stack["ingest"])
        renewed = renew_public(stack)
        # A handshake may take ten seconds, and nobody knows when the successor begins: so the newest few are asked.
        silent: deque[Connection] = deque(maxlen=SILENT)
        while served(port) != renewed:
            silent.append(left.enter_context(opened(stack)))
            time.sleep(PAUSE_SECONDS)
        for each in silent:
            each.greet()
        assert [each.ask() for each in (greeted, kept)] == [(401, "close")] * 2
        assert [each.ask()[0] for each in silent] == [401] * SILENT
        assert [served(port) for _ in range(CONNECTIONS)] == [renewed] * CONNECTIONS
    eventually(lambda: len(workers_of(stack["ingest"])) == 1)
    assert not workers_of(stack["ingest"]) & former
    assert [served(port) for _ in range(CONNECTIONS)] == [renewed] * CONNECTIONS


@contextmanager
def opened(stack: Stack) -> Iterator[Connection]:
    """A connection on which nothing was sent yet."""
    connection = Connection(stack)
    connection.open()
    yield connection
    connection.close()
