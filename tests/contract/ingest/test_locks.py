from __future__ import annotations

import asyncio
import errno
import fcntl
import itertools
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks

from tests.fakes.ingest.locks import InMemoryLocks

if TYPE_CHECKING:
    from momento_ingest.application.ports.locks import Locks

HOLDER = """
import asyncio, sys
from pathlib import Path
from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks

async def hold():
    async with FilesystemLocks(Path(sys.argv[1])).hold("a"):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
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


async def test_those_who_wait_get_the_lock_in_the_order_in_which_they_came(replicas: tuple[Locks, Locks]) -> None:
    locks, _ = replicas
    order: list[int] = []

    async def wait(number: int) -> None:
        async with locks.hold("a"):
            order.append(number)

    async with locks.hold("a"):
        waiting = [asyncio.create_task(wait(number)) for number in range(5)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order == [0, 1, 2, 3, 4]


async def test_a_replica_that_wants_a_lock_again_and_again_leaves_it_to_another_that_waits(folder: Path) -> None:
    order: list[int] = []

    async def hold_often(replica: int) -> None:
        locks = FilesystemLocks(folder)
        for _ in range(100):
            async with locks.hold("a"):
                order.append(replica)

    await asyncio.gather(hold_often(0), hold_often(1))
    both_want_it = order[: min(len(order) - order[::-1].index(replica) for replica in (0, 1))]
    assert max(len(list(run)) for _, run in itertools.groupby(both_want_it)) < 20


async def test_a_lock_that_its_holder_is_giving_up_counts_as_free(replicas: tuple[Locks, Locks]) -> None:
    locks, _ = replicas

    async def attempt() -> bool:
        async with locks.attempt("a") as held:
            return held

    for take in (locks.attempt, locks.hold):
        async with take("a"):
            attempting = asyncio.create_task(attempt())
        assert await attempting
        assert await attempt()


async def test_a_waiter_who_gives_up_leaves_the_lock_to_those_behind(replicas: tuple[Locks, Locks]) -> None:
    first, second = replicas

    async def wait(locks: Locks) -> None:
        async with locks.hold("a"):
            pass

    async with first.hold("a"):
        waiting = [asyncio.create_task(wait(locks)) for locks in (second, first, second)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting[0]
    await asyncio.wait_for(asyncio.gather(*waiting[1:]), 30)
    async with second.attempt("a") as free:
        assert free


async def test_locks_keep_no_files_and_no_handles_however_many_there_were(folder: Path) -> None:
    locks = FilesystemLocks(folder)
    before = files_and_handles(folder)
    for number in range(200):
        async with locks.attempt(f"one-{number}"), locks.hold(f"two-{number}"), locks.attempt(f"one-{number}"):
            pass
    assert files_and_handles(folder) == before


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EIO, errno.ESTALE])
async def test_a_disk_that_fails_keeps_no_lock_and_no_handle(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def failing(*_: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    locks = FilesystemLocks(folder)
    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "fcntl", failing)
        for attempt in (locks.attempt, locks.hold):
            with pytest.raises(OSError, match=re.escape(os.strerror(code))):
                async with attempt("a"):
                    pass
    async with FilesystemLocks(folder).attempt("a") as free:
        assert free
    async with locks.attempt("a") as free:
        assert free


async def test_a_lock_file_that_the_server_has_lost_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures, ask = iter([OSError(errno.ESTALE, os.strerror(errno.ESTALE))]), fcntl.fcntl

    def once_stale(handle: int, command: int, argument: bytes) -> bytes:
        for failure in failures:
            raise failure
        return ask(handle, command, argument)

    locks = FilesystemLocks(folder)
    monkeypatch.setattr(fcntl, "fcntl", once_stale)
    async with locks.hold("a"), FilesystemLocks(folder).attempt("a") as held:
        assert not held


def files_and_handles(folder: Path) -> tuple[int, int]:
    return len(list(folder.iterdir())), len(list(Path("/proc/self/fd").iterdir()))


async def test_a_lock_whose_holder_was_killed_is_free(folder: Path) -> None:
    locks = FilesystemLocks(folder)
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: ASYNC220, S603  # the test's own
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        async with locks.attempt("a") as held:
            assert not held
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    async with locks.attempt("a") as held:
        assert held
