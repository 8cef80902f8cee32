"""A release replaces every replica, and certificates are renewed, while good clients upload: no upload fails."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from momento_local.certificates import Authority, service_names
from momento_local.ports import Ports
from momento_local.settings import Settings

from tests.e2e.member import Member
from tests.e2e.tus_client import ended, sent
from tests.faults.crowd import TIMEOUT_SECONDS, Crowd
from tests.faults.public_certificate import renew_public, served, workers_of
from tests.faults.replicas import INNER, Replicas, two_of_each
from tests.faults.waiting import eventually
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

UPLOADS = 6
"""How many must have ended between two changes."""


@dataclass
class Uploader:
    """Somebody who uploads, in one request or in pieces."""

    member: Member
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def at_once(self) -> str:
        answer = self.member.call("POST", "/media", files={"file": (self._name(), _content())})
        assert answer.status_code in {200, 201}, answer.text
        upload_id: str = answer.json()["uploadId"]
        return upload_id

    def in_pieces(self) -> str:
        upload = ended(self.member, sent(self.member, self._name(), _content()), TIMEOUT_SECONDS)
        assert upload["state"] == "done", upload
        upload_id: str = upload["media"]["uploadId"]
        return upload_id

    def _name(self) -> str:
        return f"{next(self._numbers)}.jpg"


def uploads(member: Member) -> Crowd:
    """Four people who upload, two of them in pieces; all under one account."""
    uploader = Uploader(member)
    return Crowd((uploader.at_once, uploader.in_pieces) * 2, enough=UPLOADS)


def _content() -> bytes:
    # Text: of random bytes one comment in some thousands begins as a program does, and is refused.
    return jpeg(comment=secrets.token_hex(16).encode())


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    with two_of_each(Settings(tmp_path_factory.mktemp("replicas"), Ports.free())) as running:
        yield running


@pytest.fixture
def member(replicas: Replicas) -> Iterator[Member]:
    person = Member.registered(replicas.stack, f"{secrets.token_hex(6)}@example.org")
    person.close()
    # A balancer opens its own connections, and none to a replica that is put aside: so no connection is used again.
    person.client = replicas.client(kept_alive=0)
    yield person
    person.close()


def kept(member: Member) -> set[str]:
    """Ids of everything that the member has."""
    found: set[str] = set()
    cursor: dict[str, str] = {}
    while True:
        page = member.call("GET", "/media", params={"limit": 100, **cursor}).json()
        found |= {item["uploadId"] for item in page["items"]}
        if not page.get("nextCursor"):
            return found
        cursor = {"cursor": page["nextCursor"]}


def renew(stack: Stack, name: str) -> None:
    """A new certificate under a new key, where the service looks for it."""
    (stack.home.certificates / f"{name}.pem").unlink()
    Authority(stack.home.certificates, "mesh").issue(name, service_names(name))


@pytest.mark.timeout(1200)
def test_no_upload_fails_while_every_replica_of_every_service_is_replaced(replicas: Replicas, member: Member) -> None:
    with uploads(member) as load:
        for name in (*INNER, "ingest"):
            for number in (0, 1):
                replicas.restart(name, number)
                load.go_on()
    assert load.failures == []
    assert kept(member) == set(load.done)


@pytest.mark.timeout(1200)
@pytest.mark.thorough
def test_no_upload_fails_while_the_public_certificate_is_renewed(replicas: Replicas, member: Member) -> None:
    with uploads(member) as load:
        before = workers(replicas)
        renewed = renew_public(replicas.stack)
        eventually(lambda: all(served(port) == renewed for port in replicas.edges))
        # The former workers have ended when there are as many as before, and none of them.
        eventually(lambda: len(workers(replicas)) == len(before) and not workers(replicas) & before)
        load.go_on()
    assert load.failures == []
    assert kept(member) == set(load.done)


def workers(replicas: Replicas) -> set[int]:
    return {worker for edge in replicas.services["ingest"] for worker in workers_of(edge)}


@pytest.mark.timeout(1200)
@pytest.mark.thorough
def test_no_upload_fails_while_the_certificate_of_every_service_is_renewed(replicas: Replicas, member: Member) -> None:
    with uploads(member) as load:
        for name in (*INNER, "ingest"):
            renew(replicas.stack, name)
            load.go_on()
        # Whoever begins anew connects to all others with what lies there now.
        for name in ("scanner", "catalog"):
            replicas.restart(name, 0)
            load.go_on()
    assert load.failures == []
    assert kept(member) == set(load.done)
    log = replicas.stack.home.log("catalog").read_text(encoding="utf-8")
    assert "certificates renewed" in log
