"""What a user costs beyond what the user does: CPU of a first upload and list beside later ones, and memory kept."""

from __future__ import annotations

import secrets
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from PIL import Image

from tests.bench._cpu import cpu_seconds, spent
from tests.e2e.member import Member, https_client

if TYPE_CHECKING:
    from collections.abc import Sequence

USERS: Final = 1000
WARM_UP: Final = 40
SENDERS: Final = 4
PARTS: Final = ("ingest", "auth", "catalog", "scanner", "aws")
GUARDED: Final = ("ingest", "catalog")
"""The services that act in AWS in the name of each user."""
MAX_CPU_MS: Final = 5.0
MAX_MEGABYTES: Final = 20.0


def main() -> int:
    """Prints the figures; 1 when a user costs more than allowed."""
    chosen = {
        "MOMENTO_AUTH_REGISTRATIONS_PER_HOUR": "100000",
        "MOMENTO_AUTH_ACCESS_TOKEN_SECONDS": "3600",
    }
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        stack = running.enter_context(Stack(Settings(Path(folder), Ports.free(), chosen=chosen)))
        say(f"{USERS} users, {SENDERS} at a time")
        members = _members(stack, WARM_UP + USERS)
        _each(members[:WARM_UP])
        _each(members[:WARM_UP])
        return _measure(stack, members[WARM_UP:])


def _members(stack: Stack, count: int) -> list[Member]:
    """Accounts that are signed in; all of them use one client of their sender, as behind one proxy."""
    clients = [https_client(stack) for _ in range(SENDERS)]

    def make(number: int) -> Member:
        return Member.registered_by(clients[number % SENDERS], f"user-{number}@example.org")

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(make, range(count)))


def _measure(stack: Stack, members: Sequence[Member]) -> int:
    memory = {name: stack[name].resident_bytes() for name in GUARDED}
    first = _cpu_of(stack, members)
    grown = {name: (stack[name].resident_bytes() - memory[name]) / 1e6 for name in GUARDED}
    later = _cpu_of(stack, members)
    say(f"{'CPU of one upload and one list':32}" + "".join(f"{name:>10}" for name in PARTS))
    for title, found in (("of a user's first, ms", first), ("of a later one, ms", later)):
        say(f"{title:32}" + "".join(f"{found[name]:10.1f}" for name in PARTS))
    beyond = {name: first[name] - later[name] for name in PARTS}
    say(f"{'beyond, ms':32}" + "".join(f"{beyond[name]:10.1f}" for name in PARTS))
    say(f"at most {MAX_CPU_MS:.0f} ms beyond in {' and '.join(GUARDED)}")
    for name in GUARDED:
        say(f"memory of {name} has grown by {grown[name]:.1f} MB (at most {MAX_MEGABYTES:.0f})")
    kept = all(beyond[name] <= MAX_CPU_MS and grown[name] <= MAX_MEGABYTES for name in GUARDED)
    return int(not kept)


def _cpu_of(stack: Stack, members: Sequence[Member]) -> dict[str, float]:
    """Milliseconds of CPU that each part takes for one user's upload and list."""
    pids = {name: stack[name].pid for name in PARTS}
    known = {name: pid for name, pid in pids.items() if pid is not None}
    before = {name: cpu_seconds(pid) for name, pid in known.items()}
    _each(members)
    after = {name: cpu_seconds(pid) for name, pid in known.items()}
    return {name: seconds / len(members) * 1000 for name, seconds in spent(before, after).items()}


def _each(members: Sequence[Member]) -> None:
    def work(member: Member) -> None:
        member.keep(f"{secrets.token_hex(8)}.jpg", _picture())
        if not member.listed():
            raise RuntimeError("what was uploaded is not in the list")

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(work, members))


def _picture() -> bytes:
    """A small JPEG of one colour with a comment of its own."""
    file = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG", comment=secrets.token_hex(16).encode())
    return file.getvalue()


def say(line: str) -> None:
    """Prints a line at once."""
    print(line, flush=True)  # noqa: T201  # the figures are what this is for


if __name__ == "__main__":
    sys.exit(main())
