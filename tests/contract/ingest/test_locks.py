from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks

from tests.fakes.ingest.locks import InMemoryLocks

if TYPE_CHECKING:
    from pathlib import Path

    from momento_ingest.application.ports.locks import Locks

HOLDER = """
import fcntl, os, sys
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture(params=["memory", "filesystem", "two replicas"])
def replicas(request: pytest.FixtureRequest, folder: Path) -> tuple[Locks, Locks]:
    if request.param == "two replicas":
        return FilesystemLocks(folder), FilesystemLocks(folder)
    one: Locks = InMemoryLocks() if request.param == "memory" else FilesystemLocks(folder)
    return one, one


async def test_a_lock_is_held_by_one_at_a_time(replicas: tuple[Locks, Locks]) -> None:
    first, second = replicas
    async with first.attempt("a") as one:
        async with second.attempt("a") as two, second.attempt("b") as other:
            assert (one, two, other) == (True, False, True)
        async with second.attempt("a") as still:
            assert not still
    async with second.attempt("a") as free:
        assert free


async def test_a_lock_is_free_again_after_an_error(replicas: tuple[Locks, Locks]) -> None:
    first, second = replicas
    with pytest.raises(ZeroDivisionError):
        async with first.attempt("a"):
            raise ZeroDivisionError
    async with second.attempt("a") as free:
        assert free


async def test_who_waits_for_a_lock_gets_it_when_it_is_free(replicas: tuple[Locks, Locks]) -> None:
    first, second = replicas
    story = []

    async def wait() -> None:
        async with second.hold("a"):
            story.append("held")

    async with first.attempt("a"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        story.append("released")
    await asyncio.wait_for(waiting, 10)
    assert story == ["released", "held"]


async def test_of_many_who_count_under_a_lock_nobody_miscounts(replicas: tuple[Locks, Locks]) -> None:
    count = 0

    async def add(locks: Locks) -> None:
        nonlocal count
        async with locks.hold("count"):
            before = count
            await asyncio.sleep(0)
            count = before + 1

    await asyncio.gather(*(add(replicas[number % 2]) for number in range(20)))
    assert count == 20


async def test_nothing_is_left_of_a_lock_that_nobody_has(folder: Path) -> None:
    locks = FilesystemLocks(folder)
    async with locks.attempt("a"), locks.attempt("a"):
        assert os.listdir(folder) == ["a"]  # noqa: PTH208  # a look, not work
    assert os.listdir(folder) == []  # noqa: PTH208  # likewise


async def test_a_lock_whose_holder_was_killed_is_free(folder: Path) -> None:
    locks = FilesystemLocks(folder)
    command = [sys.executable, "-c", HOLDER, str(folder / "a")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: ASYNC220, S603  # the test's own
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        async with locks.attempt("a") as held:
            assert not held
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    async with locks.attempt("a") as held:
        assert held
