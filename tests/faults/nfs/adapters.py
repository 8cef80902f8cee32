"""What two replicas see of each other through the edge's own adapters on two mounts; runs inside the machine."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from momento_ingest.adapters.outbound.filesystem.idempotency_keys import FilesystemIdempotencyKeys
from momento_ingest.adapters.outbound.filesystem.journal import FilesystemJournal
from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks
from momento_ingest.adapters.outbound.filesystem.spool import FilesystemSpool
from momento_ingest.domain.errors import IngestError
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.upload import Upload, UploadState

from tests.faults.nfs.machine import RESULT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

SEAL = MultiFernet([Fernet(Fernet.generate_key())])
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROUNDS = 20
REWRITES = 200


def user(number: int) -> UserId:
    return UserId(f"01arz3ndektsv4rrffq69g{number:04d}")


def upload(number: int, owner: int = 0) -> Upload:
    return Upload(
        UploadId(f"01m80gb91p692ex4de2zsj{number:04d}"),
        user(owner),
        FileName("a.jpg"),
        10,
        (),
        "grant",
        NOW,
        NOW + timedelta(days=1),
    )


def done(begun: Upload) -> Upload:
    return replace(begun, state=UploadState.DONE, received_at=NOW, sha256="0" * 64, outcome=begun.upload_id, grant="")


@dataclass
class Replica:
    """One edge's disk."""

    mount: Path
    journal: FilesystemJournal = field(init=False)
    spool: FilesystemSpool = field(init=False)
    keys: FilesystemIdempotencyKeys = field(init=False)

    def __post_init__(self) -> None:
        self.journal = FilesystemJournal(self.mount / "journal", SEAL)
        self.spool = FilesystemSpool(self.mount / "files")
        self.keys = FilesystemIdempotencyKeys(self.mount / "journal")

    async def state(self, of: Upload) -> str:
        return await said(self._state(of))

    async def _state(self, of: Upload) -> str:
        return (await self.journal.read(of.user_id, of.upload_id)).state.value


async def said(answer: Awaitable[object]) -> str:
    """An answer or an error as text."""
    try:
        return str(await answer)
    except IngestError as error:
        return error.reason
    except OSError as error:
        return f"{type(error).__name__} {error.errno}"


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def ended(one: Replica, other: Replica) -> list[str]:
    """What the other says of uploads that have just ended, after it has asked for each and swept before."""
    answers = []
    for number in range(ROUNDS):
        begun = upload(number, owner=number // 4)
        await one.journal.write(begun)
        await other.state(begun)
        await other.journal.all_under_way()
        await other.journal.forget_ended(NOW)
        await one.journal.archive(done(begun))
        answers.append(await other.state(begun))
        await one.journal.remove(begun)
        answers.append(await other.state(begun))
    return answers


async def begun(one: Replica, other: Replica) -> list[str]:
    """What the other says of uploads that it has asked for in vain before they began."""
    answers = []
    for number in range(ROUNDS):
        new = upload(1000 + number, owner=1000 + number)
        answers += [await other.state(new), str(len(await other.journal.under_way(new.user_id)))]
        await one.journal.write(new)
        answers += [str(len(await other.journal.under_way(new.user_id))), await other.state(new)]
    return answers


async def rewritten(one: Replica, other: Replica) -> dict[str, int]:
    """What the other says of one that is written all the time."""
    busy = upload(2000, owner=2000)
    await one.journal.write(busy)

    async def write() -> None:
        for number in range(REWRITES):
            await one.journal.write(replace(busy, size_bytes=1000 ** (number % 3)))

    writing, answers = asyncio.create_task(write()), Counter[str]()
    while not writing.done():
        answers[await other.state(busy)] += 1
    await writing
    return dict(answers)


async def grown(one: Replica, other: Replica) -> list[list[str]]:
    """Lengths that both tell of a file to which they add in turns, and its hash in the end, as they find it."""
    it, content, answers = upload(3000).upload_id, b"", []
    for number in range(ROUNDS):
        writer = (one, other)[number % 2]
        piece = bytes([number]) * (100 + number)
        added = await said(writer.spool.append(it, len(content), chunks(piece)))
        content += piece
        answers.append([str(len(content)), added, *[await said(each.spool.length(it)) for each in (one, other)]])
    hashes = [await said(each.spool.sha256(it)) for each in (one, other)]
    return [*answers, [hashlib.sha256(content).hexdigest(), *hashes]]


async def awaited(one: Replica, other: Replica) -> list[str]:
    """The length of files that the other has looked for before there was a byte."""
    answers = []
    for number in range(ROUNDS):
        it = upload(4000 + number).upload_id
        answers.append(await said(other.spool.length(it)))
        await one.spool.append(it, 0, chunks(b"bytes"))
        answers.append(await said(other.spool.length(it)))
    return answers


async def remembered(one: Replica, other: Replica) -> list[str]:
    """Keys that the other has looked for before they were remembered."""
    answers = []
    for number in range(ROUNDS):
        owner = user(number)
        answers.append(await said(other.keys.find(owner, "key")))
        await one.keys.remember(owner, "key", upload(number).upload_id)
        answers.append(str(await other.keys.find(owner, "key") == upload(number).upload_id))
    return answers


async def tidied(one: Replica, other: Replica) -> list[str]:
    """What is written by one for a user whose folder the other has just taken away."""
    answers = []
    for number in range(ROUNDS):
        it = upload(5000 + number, owner=5000)
        await one.journal.write(it)
        await other.journal.under_way(it.user_id)
        await one.journal.remove(it)
        os.utime(one.mount / "journal" / it.user_id.value, (0, 0))
        await other.journal.forget_ended(datetime.now(UTC) - timedelta(hours=1))
        again = replace(it, size_bytes=20)
        answers += [await said(one.journal.write(again)), await other.state(again)]
        await one.journal.remove(again)
    return answers


async def killed(one: Replica, other: Replica) -> list[bool]:
    """Whether the other can have a lock while a process of the one holds it, and after that was killed."""
    command = [sys.executable, "-m", "tests.faults.nfs.holder", str(one.mount), "1000"]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: ASYNC220, S603
    assert holder.stdout is not None
    assert holder.stdin is not None
    holder.stdout.readline()
    holder.stdin.write(b"\n")
    holder.stdin.flush()
    holder.stdout.readline()
    locks, answers = FilesystemLocks(other.mount / "locks"), []
    async with locks.attempt("one") as held:
        answers.append(held)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    (one.mount / "held").unlink()
    async with locks.hold("one"):
        answers.append(True)
    return answers


def contended(*replicas: Replica) -> list[dict[str, Any]]:
    """What two processes of each replica tell of waiting for one lock."""
    command = [sys.executable, "-m", "tests.faults.nfs.holder"]
    holders = [
        subprocess.Popen([*command, str(each.mount), "0.005"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        for each in replicas * 2
    ]
    # All begin when the slowest is ready.
    pipes = [(holder.stdin, holder.stdout) for holder in holders if holder.stdin and holder.stdout]
    for _, output in pipes:
        output.readline()
    for begin, _ in pipes:
        begin.write(b"\n")
        begin.flush()
    return [json.loads(holder.communicate()[0]) for holder in holders]


async def main() -> None:
    one, other = (Replica(Path(mount)) for mount in sys.argv[1:])
    scenes = (ended, begun, rewritten, grown, awaited, remembered, tidied, killed)
    result: dict[str, object] = {scene.__name__: await scene(one, other) for scene in scenes}
    result["contended"] = contended(one, other)
    sys.stdout.write(f"\n{RESULT}{json.dumps(result)}\n")


if __name__ == "__main__":
    asyncio.run(main())
