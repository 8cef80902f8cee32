"""The program that serves the embedded AWS: `python -m momento_local.embedded_aws.server PORT FOLDER CERTIFICATE KEY`.

It listens on this machine alone, unless `--name NAME` says under which name other containers reach it.
Ministack reads its settings from the environment when it is imported; `settings` below says which.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
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
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # in a container, whose networks say who reaches it
DRAIN_SECONDS: Final = 5


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    arguments = _parser().parse_args()
    logging.getLogger().setLevel(logging.WARNING)
    asyncio.run(_serve(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("certificate")
    parser.add_argument("key")
    parser.add_argument("--name", dest="names", action="append", default=[])
    return parser


def _config(arguments: argparse.Namespace) -> Config:
    config = Config()
    config.bind = [f"{EVERYWHERE if arguments.names else HOST}:{arguments.port}"]
    config.certfile, config.keyfile = arguments.certificate, arguments.key
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    return config


async def _serve(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    state.load_sessions()
    snapshots = Snapshots(arguments.folder, state.save_in_copy)
    snapshots.begin()

    def on_write(service: str) -> None:
        if service == "sts":
            state.save_sessions()
            return
        # CloudFormation makes what others keep: saved without it, a bucket would be described and not there.
        for name in state.KEPT if service == "cloudformation" else (service,):
            snapshots.note(name)

    hosts = frozenset(f"{name}:{arguments.port}" for name in (HOST, "localhost", *arguments.names))
    door = Door(app, hosts, on_write)
    running = [asyncio.create_task(snapshots.run()), asyncio.create_task(_listen(door, _config(arguments)))]
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
