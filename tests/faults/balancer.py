"""What stands before the replicas of the edge: passes each new connection to one that is in turn and not put aside."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

T = TypeVar("T")
_PIECE = 64 * 1024


class Balancer:
    """Listens on a port of this machine while the block lasts."""

    def __init__(self, ports: Sequence[int]) -> None:
        """`ports` are those of the replicas."""
        self._ports = list(ports)
        self._paused: set[int] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def pause(self, port: int) -> None:
        """No new connection goes there; those that stand are left alone."""
        self._paused.add(port)

    def take_back(self, port: int) -> None:
        """New connections go there again."""
        self._paused.discard(port)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, step: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The list goes round, so that the next connection goes elsewhere.
        self._ports.append(self._ports.pop(0))
        port = next(each for each in self._ports if each not in self._paused)
        there, to_there = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_copy(reader, to_there), _copy(there, writer))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await source.read(_PIECE):
            target.write(piece)
            await target.drain()
    with suppress(ConnectionError):
        target.close()
        await target.wait_closed()
