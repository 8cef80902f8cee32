"""One replica of a service dies without a word while people look at their library: nobody notices."""

from __future__ import annotations

import itertools
import secrets
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import httpx
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings

from tests.e2e.member import Member
from tests.faults.replicas import Replicas, two_of_each
from tests.faults.waiting import PATIENCE_SECONDS, eventually
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READERS = 4
READS = 20
"""How many must have ended between two changes."""
PATHS = ("/media", "/media?q=photo", "/timeline", "/albums", "/account", "/account/usage", "/activity")


@dataclass
class Readers:
    """People who look at one page after another without a pause."""

    url: str
    trust: ssl.SSLContext
    member: Member
    done: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Returns when more reads have ended, whatever has ended before."""
        enough = len(self.done) + READS
        eventually(lambda: len(self.done) >= enough)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._read) for _ in range(READERS)]
        for each in self._threads:
            each.start()
        self.go_on()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for each in self._threads:
            each.join(PATIENCE_SECONDS)

    def _read(self) -> None:
        paths = itertools.cycle(PATHS)
        with httpx.Client(base_url=self.url, verify=self.trust, timeout=PATIENCE_SECONDS) as client:
            reader = Member(client, self.member.email, self.member.password, self.member.user_id, self.member.token)
            while not self._stopped.is_set():
                answer = reader.call("GET", next(paths))
                if answer.status_code != httpx.codes.OK:
                    self.failures.append(f"{answer.request.url.path}: {answer.text}")
                self.done.append(answer.request.url.path)


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Replicas]:
    with two_of_each(Settings(tmp_path, Ports.free())) as running:
        yield running


@pytest.mark.timeout(600)
def test_no_read_fails_when_one_replica_of_auth_or_catalog_is_killed(replicas: Replicas) -> None:
    member = Member.registered(replicas.stack, f"{secrets.token_hex(6)}@example.org")
    member.keep("a.jpg", jpeg())
    trust = ssl.create_default_context(cafile=str(replicas.stack.edge_authority))
    with Readers(replicas.url, trust, member) as readers:
        for name, number in itertools.product(("auth", "catalog"), (0, 1)):
            process = replicas.services[name][number]
            process.kill()
            readers.go_on()
            process.start()
            process.wait_ready()
            readers.go_on()
    member.close()
    assert readers.failures == []
