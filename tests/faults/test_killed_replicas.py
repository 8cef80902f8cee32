"""One replica of a service dies without a word while people look at their library: nobody notices."""

from __future__ import annotations

import dataclasses
import itertools
import secrets
from typing import TYPE_CHECKING

import httpx
import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings

from tests.e2e.member import Member
from tests.faults.crowd import Crowd
from tests.faults.replicas import Replicas, two_of_each
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READS = 20
"""How many must have ended between two changes."""
PATHS = ("/media", "/media?q=photo", "/timeline", "/albums", "/account", "/account/usage", "/activity")


class Reader:
    """Somebody who looks at one page after another, on one connection as long as it stands."""

    def __init__(self, member: Member, client: httpx.Client) -> None:
        self.member = dataclasses.replace(member, client=client)
        self._paths = itertools.cycle(PATHS)

    def look(self) -> str:
        """Looks at the next page."""
        path = next(self._paths)
        answer = self.member.call("GET", path)
        assert answer.status_code == httpx.codes.OK, f"{path}: {answer.text}"
        return path


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Replicas]:
    with two_of_each(Settings(tmp_path, Ports.free())) as running:
        yield running


@pytest.mark.timeout(1200)
def test_no_read_fails_when_one_replica_of_auth_or_catalog_is_killed(replicas: Replicas) -> None:
    member = Member.registered(replicas.stack, f"{secrets.token_hex(6)}@example.org")
    member.keep("a.jpg", jpeg())
    readers = [Reader(member, replicas.client()) for _ in range(4)]
    with Crowd([reader.look for reader in readers], enough=READS) as crowd:
        for name, number in itertools.product(("auth", "catalog"), (0, 1)):
            process = replicas.services[name][number]
            process.kill()
            crowd.go_on()
            process.start()
            process.wait_ready()
            crowd.go_on()
    for each in (member, *(reader.member for reader in readers)):
        each.close()
    assert crowd.failures == []
