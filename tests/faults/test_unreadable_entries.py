"""What the journal says of one upload is damaged while it and another wait to be settled."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.tus_client import ended
from tests.faults.waiting import eventually, spooled
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG_AGO = (0, 0)
STRAY = "01m80gb91p692ex4de2zsjs4vz.upload"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(Settings(tmp_path, Ports.free())) as running:
        yield running


def promised(member: Member, name: str, content: bytes) -> str:
    """The id of an upload that is found clean and waits for its record."""
    answer = member.send(name, content)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["uploadId"])


def test_the_other_is_settled_and_it_as_well_once_its_entry_is_mended(stack: Stack) -> None:
    member = Member.registered(stack, "ada@example.org")
    member.keep("first.png", png(20))
    stack["catalog"].stop()
    damaged, sound = promised(member, "damaged.png", png(30)), promised(member, "sound.png", png(40))
    stack["ingest"].kill()
    entry = stack.home.spool / "journal" / member.user_id / f"{damaged}.json"
    content = entry.read_bytes()
    entry.write_bytes(bytes(len(content)))
    files = stack.home.spool / "files"
    (files / STRAY).write_bytes(b"of no upload")
    for file in files.iterdir():
        os.utime(file, LONG_AGO)
    stack["catalog"].start()
    stack["ingest"].start()
    stack["ingest"].wait_ready()
    member.reconnect(stack)

    assert ended(member, f"/uploads/{sound}")["state"] == "done"
    eventually(lambda: spooled(stack) == [f"{damaged}.upload"])  # without the stray one: a sweep has tidied up
    reported = member.call("GET", f"/uploads/{damaged}")
    assert (reported.status_code, reported.json()["code"]) == (503, "UPLOAD_UNREADABLE")

    entry.write_bytes(content)
    eventually(lambda: member.call("GET", f"/uploads/{damaged}").status_code == 200)
    assert ended(member, f"/uploads/{damaged}")["state"] == "done"
    assert member.download(damaged) == png(30)
