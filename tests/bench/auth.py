"""What authentication costs at the edge: requests a second with and without it, in turns, in one run on this machine.

Both sides are answered by the edge alone, from memory, with a small JSON: `GET /limits` asks for no token and
`GET /account` does. So nothing but the token makes them differ: reading it, knowing it again, its scope; and asking
auth when the edge's memory of three seconds has run out, once for each token in that time. One user asks rarely, many
ask as often as many do. What a question to auth costs by itself is told by tokens that have not come lately.
"""

from __future__ import annotations

import asyncio
import ssl
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.e2e.member import Member

if TYPE_CHECKING:
    from collections.abc import Sequence

CONNECTIONS: Final = 16
SECONDS: Final = 4.0
TURNS: Final = 8
USERS: Final = 50
REQUIRED_RATIO: Final = 0.8
OPEN: Final = "/api/v1/limits"
GUARDED: Final = "/api/v1/account"


@dataclass(frozen=True)
class Side:
    """What one side of a comparison sends: a path, and tokens in turn."""

    name: str
    path: str
    tokens: Sequence[str] = ("",)

    def requests(self) -> list[bytes]:
        """One request for each token."""
        return [self._request(token) for token in self.tokens]

    def _request(self, token: str) -> bytes:
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n".encode()


@dataclass(frozen=True)
class Edge:
    """Where to send it."""

    port: int
    trust: ssl.SSLContext

    def rate(self, side: Side) -> float:
        """Answers with 200 in a second, over connections that stay open; anything else ends the measurement."""
        return asyncio.run(self._rate(side.requests()))

    async def _rate(self, requests: list[bytes]) -> float:
        streams = [await asyncio.open_connection("localhost", self.port, ssl=self.trust) for _ in range(CONNECTIONS)]
        began = time.perf_counter()
        counts = await asyncio.gather(
            *(_asked(*streams[it], requests, it, began + SECONDS) for it in range(CONNECTIONS))
        )
        spent = time.perf_counter() - began
        for _, writer in streams:
            writer.close()
        return sum(counts) / spent


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: list[bytes], first: int, until: float
) -> int:
    count = 0
    while time.perf_counter() < until:
        writer.write(requests[(first + count * CONNECTIONS) % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        await reader.readexactly(_length(head))
        count += 1
    return count


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])


def main() -> int:
    """Prints the figures; 1 when authentication costs more than it may."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = {"MOMENTO_AUTH_REGISTRATIONS_PER_HOUR": "1000", "MOMENTO_ACCOUNT_REQUESTS_PER_SECOND": "0"}
        with Stack(Settings(Path(folder), Ports.free(), chosen=chosen)) as stack:
            edge = Edge(stack.settings.ports.edge, ssl.create_default_context(cafile=str(stack.edge_authority)))
            members = [Member.registered(stack, f"user-{number}@example.org") for number in range(USERS)]
            ratios = [compared(edge, "one user", members[:1]), compared(edge, f"{USERS} users", members)]
            cold(members)
    return int(min(ratios) < REQUIRED_RATIO)


def compared(edge: Edge, name: str, members: list[Member]) -> float:
    """The ratio of the rates, medians of turns that alternate; which side begins alternates too."""
    sides = Side("without", OPEN), Side("with", GUARDED, [it.token for it in members])
    for side in sides:
        edge.rate(side)
    rates: dict[str, list[float]] = {side.name: [] for side in sides}
    for turn in range(TURNS):
        for side in sides if turn % 2 else sides[::-1]:
            rates[side.name].append(edge.rate(side))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    ratio = medians["with"] / medians["without"]
    spread = ", ".join(f"{side} {min(it):.0f} to {max(it):.0f}" for side, it in rates.items())
    say(f"{name}: {medians['without']:.0f} requests a second without, {medians['with']:.0f} with authentication")
    say(f"  ratio {ratio:.2f} (at least {REQUIRED_RATIO}); turns: {spread}")
    return ratio


def cold(members: list[Member]) -> None:
    """What a request takes whose token the edge has not seen lately, beside one whose token it knows."""
    time.sleep(4)  # longer than the edge remembers a token
    first, second = [[_timed(it) for it in members] for _ in range(2)]
    say(f"a token that must be asked about: {statistics.median(first) * 1000:.1f} ms")
    say(f"the same a moment later: {statistics.median(second) * 1000:.1f} ms")


def _timed(member: Member) -> float:
    began = time.perf_counter()
    answer = member.call("GET", "/account")
    spent = time.perf_counter() - began
    if not answer.is_success:
        raise RuntimeError(answer.text)
    return spent


def say(line: str) -> None:
    """Prints a line at once."""
    print(line, flush=True)  # noqa: T201  # the figures are what this is for


if __name__ == "__main__":
    sys.exit(main())
