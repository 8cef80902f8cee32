"""Fault 5: the spool is full. Pass mark: 507, nothing stored, space reclaimed."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member
from tests.e2e.storage import Storage
from tests.e2e.tus_client import begin, begun, ended, offset, send
from tests.faults.aws_faults import AwsFaults
from tests.faults.gated_stack import rerouted
from tests.faults.waiting import eventually, spooled
from tests.media.images import jpeg
from tests.media.videos import box, mp4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPOOL_BYTES = 16 * 1024 * 1024
FILM_BYTES = 10_000_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, AwsFaults]]:
    """A stack whose spool is a file system of 16 MiB; that takes root, as in the containers that CI runs in."""
    chosen = {"MOMENTO_SPOOL_RESERVE_BYTES": "0"}
    stack = Stack(Settings(tmp_path_factory.mktemp("full"), Ports.free(), chosen=chosen))
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SPOOL_BYTES},mode=700", "tmpfs", str(stack.home.spool))
    subprocess.run(mount, check=True)  # noqa: S603  # our own words
    try:
        with AwsFaults(stack) as relay:
            rerouted(stack["ingest"], relay.environment)
            with stack:
                yield stack, relay
    finally:
        subprocess.run(("umount", str(stack.home.spool)), check=True)  # noqa: S603, S607  # likewise


@pytest.fixture
def someone(small: tuple[Stack, AwsFaults]) -> Iterator[Member]:
    member = Member.registered(small[0], f"{secrets.token_hex(6)}@example.org")
    yield member
    member.close()


def film(number: int) -> bytes:
    return mp4() + box(b"free", bytes([number]) * FILM_BYTES)


def free_bytes(spool: Path) -> int:
    return shutil.disk_usage(spool).free


def test_what_finds_no_room_is_507_and_leaves_nothing_and_later_there_is_room_again(
    small: tuple[Stack, AwsFaults], someone: Member
) -> None:
    stack, aws = small
    before, empty = Storage(stack).contents(), free_bytes(stack.home.spool)
    filler = stack.home.spool / "filler"
    first = begun(someone, film(1), filename="1.mp4")
    with aws.watched() as calls:
        # Its whole length is reserved, so another of the same has no room, before a byte of it is sent.
        for refused in (someone.send("3.mp4", film(3)), begin(someone, film(4), filename="4.mp4")):
            assert (refused.status_code, refused.json()["code"]) == (507, "SPOOL_FULL")
            assert int(refused.headers["retry-after"]) > 0
        # Somebody else fills the disk in the middle.
        filler.write_bytes(bytes(SPOOL_BYTES - FILM_BYTES))
        refused = send(someone, first, 0, film(1))
        assert (refused.status_code, refused.json()["code"]) == (507, "SPOOL_FULL")
    assert [call for call in calls if call.service == "s3"] == []
    assert Storage(stack).contents() == before
    assert {name.partition(".")[0] for name in spooled(stack)} == {first.rpartition("/")[2]}

    filler.unlink()
    start = offset(someone, first)
    assert send(someone, first, start, film(1)[start:]).status_code == 204
    assert ended(someone, first)["state"] == "done"
    eventually(lambda: spooled(stack) == [])
    assert free_bytes(stack.home.spool) > empty - 100_000
    assert someone.send("2.mp4", film(2)).status_code == 201


def test_a_file_of_unknown_length_that_fills_the_spool_is_507_and_its_room_is_free_again(
    small: tuple[Stack, AwsFaults], someone: Member
) -> None:
    stack, aws = small
    empty = free_bytes(stack.home.spool)

    def endless() -> Iterator[bytes]:
        yield b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n' + mp4()
        for _ in range(40):
            yield box(b"free", bytes(1_000_000))
        yield b"\r\n--frontier--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    with aws.watched() as calls:
        refused = someone.call("POST", "/media", content=endless(), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (507, "SPOOL_FULL")
    assert [call for call in calls if call.service == "s3"] == []
    assert spooled(stack) == []
    assert free_bytes(stack.home.spool) > empty - 100_000
    someone.keep("a.jpg", jpeg(113, 88))
