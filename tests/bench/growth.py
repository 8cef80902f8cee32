"""What an idle stack costs, and what each member with an open page, each 1,000 items and each open stream adds to it.

    ./momento bench growth
    python tests/bench/growth.py [--members 60] [--items 5000] [--streams 48] [--seconds 60]

A whole stack, real sign-ins. An idle member is one whose page is open and seen: it asks every minute what works and
renews its session every nine minutes. CPU is user and system time; what clamd and the embedded AWS take is shown apart.
Takes some eight minutes; the exit status is 1 when a figure is beyond its limit.
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx
from momento_catalog.domain.identifiers import UserId
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.bench._cpu import cpu_seconds
from tests.bench._growth import HEAD, LAUNCHER, Row, Use, growth_rows, idle_rows
from tests.bench.upload import say
from tests.browser.stored_library import StoredLibrary, photo
from tests.e2e.member import API, Member
from tests.e2e.tus_client import begun
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

CALM_SECONDS: Final = 10
"""For what the last step leaves to do."""
FIRST_ITEMS: Final = 500
TIMEOUT_SECONDS: Final = 120
STREAM_SECONDS: Final = 3600
NO_LIMITS: Final = httpx.Limits(max_connections=None)
STATUS_SECONDS: Final = 60
RENEWAL_STATUSES: Final = 9
"""How often a page asks what works until it renews its session."""
STREAMS_OF_A_MEMBER: Final = 8
"""Fewer than one may have open."""
NEWEST: Final = datetime(2024, 6, 20, 12, tzinfo=UTC)
ITEMS_A_DAY: Final = 10
OWN_REQUEST: Final = {"X-Momento-Request": "1"}
IDLE_PERCENT: Final = 1.0
MEMBER_LIMITS: Final = (0.05, 200)
ITEMS_LIMITS: Final = (0.05, 500)
STREAM_LIMITS: Final = (0.12, 200)
"""Percent of a core, and kB."""


def main() -> int:
    """Prints the table; 1 when a figure is beyond its limit."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--members", type=int, default=60)
    arguments.add_argument("--items", type=int, default=5000)
    arguments.add_argument("--streams", type=int, default=48)
    arguments.add_argument("--seconds", type=float, default=60, help="how long each state is measured")
    chosen = arguments.parse_args()
    settings = {"MOMENTO_AUTH_REGISTRATIONS_PER_HOUR": "100000"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Settings(Path(folder), Ports.free(), chosen=settings), restart=True) as stack,
    ):
        within = asyncio.run(_Growth(stack, chosen.seconds).show(chosen.members, chosen.items, chosen.streams))
    return 0 if within else 1


class _Growth:
    """One stack, to which one thing after the other is added."""

    def __init__(self, stack: Stack, seconds: float) -> None:
        self._stack = stack
        self._seconds = seconds
        self._trust = ssl.create_default_context(cafile=str(stack.edge_authority))

    async def show(self, members: int, items: int, streams: int) -> bool:
        """Prints the table, each line when it is known; whether all is within its limit."""
        await asyncio.sleep(CALM_SECONDS)
        say(HEAD)
        within = _shown(idle_rows(await self._use(), IDLE_PERCENT))
        async with AsyncExitStack() as open_pages:
            # The first ones have the services load what all need.
            await self._open(open_pages, max(4, members // 4), "early")
            before = await self._use()
            pages = await self._open(open_pages, members, "page")
            with_pages = await self._use(self._looking(pages))
            within &= _shown(growth_rows("a member with an open page", with_pages, before, members, MEMBER_LIMITS))
        await self._fill("first", FIRST_ITEMS)
        before = await self._use()
        await self._fill("collector", items)
        within &= _shown(growth_rows("1,000 items", await self._use(), before, items / 1000, ITEMS_LIMITS))
        followers = [self._member(f"follower-{number}") for number in range(-(-streams // STREAMS_OF_A_MEMBER))]
        before = await self._use()
        async with AsyncExitStack() as open_streams:
            await self._follow(open_streams, followers, streams)
            within &= _shown(growth_rows("an open event stream", await self._use(), before, streams, STREAM_LIMITS))
        return within

    async def _use(self, *meanwhile: Awaitable[None]) -> Use:
        """What each part takes for a while in which nothing happens but `meanwhile`."""
        await asyncio.sleep(CALM_SECONDS)
        before, began = self._cpu(), time.monotonic()
        await asyncio.gather(asyncio.sleep(self._seconds), *meanwhile)
        after, seconds = self._cpu(), time.monotonic() - began
        memory = {process.name: process.resident_bytes() for process in self._stack.processes}
        return Use.between(before, after, seconds, memory)

    def _cpu(self) -> dict[str, float]:
        """CPU seconds so far. This process is the launcher; while it plays browsers too, its own are not shown."""
        pids = {process.name: process.pid for process in self._stack.processes}
        return {LAUNCHER: time.process_time(), **{name: cpu_seconds(pid) for name, pid in pids.items() if pid}}

    def _member(self, name: str) -> Member:
        return Member.registered(self._stack, f"{name}@example.org")

    async def _open(self, open_pages: AsyncExitStack, count: int, name: str) -> list[httpx.AsyncClient]:
        """Pages of members who have signed in, each with the connection of a browser of its own."""
        pages = []
        for number in range(count):
            page = await open_pages.enter_async_context(
                httpx.AsyncClient(base_url=self._stack.settings.edge_url, verify=self._trust, timeout=TIMEOUT_SECONDS)
            )
            member = await asyncio.to_thread(self._member, f"{name}-{number}")
            page.cookies = member.client.cookies
            member.close()
            bearer = {"Authorization": f"Bearer {await _renewed(page)}"}
            for path in ("/account", "/media?limit=100", "/status"):
                (await page.get(f"{API}{path}", headers=bearer)).raise_for_status()
            pages.append(page)
        return pages

    async def _looking(self, pages: Sequence[httpx.AsyncClient]) -> None:
        """What open pages ask, evenly over the time; one in nine renews its session in a minute."""
        visits = [*pages] * max(1, round(self._seconds / STATUS_SECONDS))
        for number, page in enumerate(visits):
            (await page.get(f"{API}/status")).raise_for_status()
            if number % RENEWAL_STATUSES == 0:
                await _renewed(page)
            await asyncio.sleep(self._seconds / len(visits) / 2)

    async def _fill(self, name: str, count: int) -> None:
        """A library of one member, and a look at all of it."""
        member = await asyncio.to_thread(self._member, name)
        user_id = UserId(member.user_id)
        items = (photo(user_id, number, NEWEST - number * timedelta(days=1) / ITEMS_A_DAY) for number in range(count))
        await asyncio.to_thread(StoredLibrary(self._stack).put, items)
        found = await asyncio.to_thread(lambda: sum(1 for _ in member.items()))
        member.close()
        if found != count:
            raise RuntimeError(f"{found} of {count} items are in the list")

    async def _follow(self, open_streams: AsyncExitStack, followers: Sequence[Member], count: int) -> None:
        """Streams of events of uploads that have begun and wait for their bytes."""
        browser = await open_streams.enter_async_context(
            httpx.AsyncClient(
                base_url=self._stack.settings.edge_url, verify=self._trust, timeout=STREAM_SECONDS, limits=NO_LIMITS
            )
        )
        uploads = [await asyncio.to_thread(begun, member, png(), filename="a.png") for member in followers]
        for number in range(count):
            member, path = followers[number % len(followers)], uploads[number % len(followers)]
            headers = {"Authorization": f"Bearer {member.token}"}
            answer = await open_streams.enter_async_context(
                browser.stream("GET", f"{API}{path}/events", headers=headers)
            )
            answer.raise_for_status()


def _shown(rows: Sequence[Row]) -> bool:
    for row in rows:
        say(str(row))
    return all(row.within for row in rows)


async def _renewed(page: httpx.AsyncClient) -> str:
    """A new access token for the cookie that the page has, which is given a new one as well."""
    answer = await page.post(f"{API}/session/refresh", headers=OWN_REQUEST)
    answer.raise_for_status()
    token: str = answer.json()["accessToken"]
    return token


if __name__ == "__main__":
    sys.exit(main())
