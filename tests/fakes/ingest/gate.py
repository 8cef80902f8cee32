"""A place where a thread waits until a test lets it go on."""

from __future__ import annotations

import asyncio
import threading


class Gate:
    """Closed until `open` is set; `reached` is set when somebody waits there."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def wait(self) -> None:
        """Waits in a thread; raises AssertionError after a minute."""
        self.reached.set()
        assert self.open.wait(60)

    async def until_reached(self) -> None:
        """Returns when a thread waits; raises AssertionError after a minute."""
        assert await asyncio.to_thread(self.reached.wait, 60)
