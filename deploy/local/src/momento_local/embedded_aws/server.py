"""The program that serves the embedded AWS: `python -m momento_local.embedded_aws.server PORT FOLDER CERTIFICATE KEY`.

Ministack reads its settings from the environment when it is imported; `settings` below says which.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app

from momento_local.embedded_aws import state
from momento_local.embedded_aws.door import Door
from momento_local.embedded_aws.snapshots import Snapshots

if TYPE_CHECKING:
    from hypercorn.typing import Framework

HOST: Final = "127.0.0.1"
DRAIN_SECONDS: Final = 5


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    port, folder, certificate, key = sys.argv[1:]
    logging.getLogger().setLevel(logging.WARNING)
    asyncio.run(_serve(int(port), Path(folder), _config(int(port), certificate, key)))


def _config(port: int, certificate: str, key: str) -> Config:
    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.certfile, config.keyfile = certificate, key
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    return config


async def _serve(port: int, folder: Path, config: Config) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    state.load_sessions()
    snapshots = Snapshots(folder, state.save_in_copy)
    snapshots.begin()

    def on_write(service: str) -> None:
        if service == "sts":
            state.save_sessions()
        else:
            snapshots.note(service)

    door = Door(app, frozenset({f"{HOST}:{port}", f"localhost:{port}"}), on_write)
    running = [asyncio.create_task(snapshots.run()), asyncio.create_task(_listen(door, config))]
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
    for ended in done - {stopping}:
        ended.result()
    await door.close(DRAIN_SECONDS)
    running[0].cancel()
    await snapshots.finish(state.KEPT)
    # Idle TLS connections would hold the event loop for another 30 seconds; everything is on disk already.
    os._exit(0)


async def _listen(door: Door, config: Config) -> None:
    await serve(cast("Framework", door), config, shutdown_trigger=asyncio.Event().wait)


if __name__ == "__main__":
    main()
