"""Photos a second beside what a Node developer would assemble, in turn in one run, and what a photo costs each.

Momento does it with everything on: TLS, authentication, sandbox, ClamAV, tags, index and journal. The peer has ClamAV.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.bench._cpu import cpu_seconds, spent
from tests.bench._node_peer import NodePeer, node_peer
from tests.bench.upload import photo, say
from tests.e2e.member import Member, https_client

if TYPE_CHECKING:
    from collections.abc import Callable

PHOTOS = 32
SENDERS = 4
ROUNDS = 4
WARM_UP = 8
COMMENT = b"\xff\xfe"
"""The marker of a comment in a JPEG (ITU-T T.81, B.1.1.3)."""


@dataclass(frozen=True)
class Side:
    """One of the two: how each sender sends a photo, and what its processes have used so far, in CPU seconds."""

    name: str
    senders: list[Callable[[bytes], None]]
    cpu: Callable[[], dict[str, float]]


@dataclass(frozen=True)
class Round:
    """What one round of a side has taken: photos a second, seconds for each photo, CPU seconds by process."""

    rate: float
    waits: list[float]
    cpu: dict[str, float]


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        beside = Path(folder) / "peer"
        beside.mkdir()
        stack = running.enter_context(Stack(Settings(Path(folder) / "home", Ports.free())))
        peer = running.enter_context(node_peer(stack, beside))
        sides = [_peer(peer, running), _momento(stack, running)]
        base = photo(0)
        say(f"{PHOTOS} photos of {len(base) / 1e6:.1f} MB a round, {SENDERS} senders, {ROUNDS} rounds in turn")
        for side in sides:
            _round(side, [_unlike(base) for _ in range(WARM_UP)])
        rounds: dict[str, list[Round]] = {side.name: [] for side in sides}
        for number in range(ROUNDS):
            for side in sides if number % 2 == 0 else reversed(sides):
                rounds[side.name].append(_round(side, [_unlike(base) for _ in range(PHOTOS)]))
        _report(rounds)


def _momento(stack: Stack, running: ExitStack) -> Side:
    member = Member.registered(stack, "bench@example.org")
    running.callback(member.close)

    def sender() -> Callable[[bytes], None]:
        client = running.enter_context(https_client(stack))
        own = Member(client, member.email, member.password, member.user_id, member.token)
        return lambda content: _kept(own, content)

    pids = {process.name: process.pid for process in stack.processes}

    def cpu() -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in pids.items() if pid is not None}

    return Side("Momento", [sender() for _ in range(SENDERS)], cpu)


def _kept(member: Member, content: bytes) -> None:
    member.keep(f"{secrets.token_hex(8)}.jpg", content)


def _peer(peer: NodePeer, running: ExitStack) -> Side:
    def sender() -> Callable[[bytes], None]:
        client = running.enter_context(httpx.Client(timeout=120))
        return lambda content: peer.send(client, f"{secrets.token_hex(8)}.jpg", content)

    return Side("peer", [sender() for _ in range(SENDERS)], peer.cpu)


def _round(side: Side, contents: list[bytes]) -> Round:
    """Sends every photo, each sender its own share, over connections that are kept."""
    waits: list[float] = []

    def work(number: int) -> None:
        for content in contents[number::SENDERS]:
            began = time.perf_counter()
            side.senders[number](content)
            waits.append(time.perf_counter() - began)

    before, began = side.cpu(), time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(work, range(SENDERS)))
    seconds = time.perf_counter() - began
    return Round(len(contents) / seconds, waits, spent(before, side.cpu()))


def _report(rounds: dict[str, list[Round]]) -> None:
    for name, each in rounds.items():
        waits = sorted(wait for one in each for wait in one.waits)
        cuts = quantiles(waits, n=20)
        say(f"\n{name}: {', '.join(f'{one.rate:.2f}' for one in each)} photos a second")
        say(f"  p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s")
        cost = {process: fmean(one.cpu[process] for one in each) / PHOTOS * 1000 for process in each[0].cpu}
        parts = ", ".join(f"{process} {used:.0f}" for process, used in sorted(cost.items(), key=lambda it: -it[1]))
        say(f"  CPU of a photo {sum(cost.values()):.0f} ms: {parts}")
    ours, theirs = rounds["Momento"], rounds["peer"]
    say(f"\nphotos a second, Momento to peer: {_rate(ours) / _rate(theirs):.2f}")
    say(f"CPU of a photo, Momento to peer: {_cost(ours) / _cost(theirs):.2f}")


def _rate(each: list[Round]) -> float:
    return fmean(one.rate for one in each)


def _cost(each: list[Round]) -> float:
    return fmean(sum(one.cpu.values()) for one in each)


def _unlike(content: bytes) -> bytes:
    """The same photo with a comment of its own: another file to whoever compares bytes, and the same work."""
    note = secrets.token_bytes(16)
    return content[:2] + COMMENT + (len(note) + 2).to_bytes(2, "big") + note + content[2:]


if __name__ == "__main__":
    main()
