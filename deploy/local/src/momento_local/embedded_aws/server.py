"""The program that serves the embedded AWS: `python -m momento_local.embedded_aws.server PORT FOLDER CERTIFICATE KEY`.

It listens on this machine alone, unless `--name NAME` says under which name other containers reach it.
Ministack reads its settings from the environment when it is imported; `settings` below says which.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

import uvloop
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.embed import Server

from momento_local.embedded_aws.door import Door
from momento_local.errors import LaunchError

HOST: Final = "127.0.0.1"
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104  # in a container, whose networks say who reaches it
DRAIN_SECONDS: Final = 5
IDLE_MILLISECONDS: Final = 75_000


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    arguments = _parser().parse_args()
    os.umask(0o077)
    _allow_many_files()
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("momento").setLevel(logging.INFO)
    try:
        uvloop.run(_serve(arguments))
    except LaunchError as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("certificate")
    parser.add_argument("key")
    parser.add_argument("--name", dest="names", action="append", default=[])
    return parser


def _server(door: Door, arguments: argparse.Namespace) -> Server:
    return Server(
        door,
        address=EVERYWHERE if arguments.names else HOST,
        port=arguments.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        # It also ends connections that are kept and not used.
        http1_settings=HTTP1Settings(header_read_timeout=IDLE_MILLISECONDS),
        websockets=False,
        log_enabled=False,
        ssl_cert=Path(arguments.certificate),
        ssl_key=Path(arguments.key),
        ssl_protocol_min=SSLProtocols.tls12,
    )


async def _serve(arguments: argparse.Namespace) -> None:
    from ministack.app import app  # noqa: PLC0415  # it writes files when it is imported: the umask has to be set before

    from momento_local.embedded_aws import expressions, policies  # noqa: PLC0415  # likewise
    from momento_local.embedded_aws.kept_state import KeptState  # noqa: PLC0415  # likewise
    from momento_local.embedded_aws.object_tags import fill_object_tags  # noqa: PLC0415  # likewise

    fill_object_tags()
    expressions.remember()
    policies.remember()
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    state = KeptState(arguments.folder)
    hosts = frozenset(f"{name}:{arguments.port}" for name in (HOST, "localhost", *arguments.names))
    door = Door(app, hosts)
    running = [asyncio.create_task(state.snapshots().run()), asyncio.create_task(_server(door, arguments).serve())]
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
    for ended in done - {stopping}:
        ended.result()
    await door.close(DRAIN_SECONDS)
    state.log.close()
    # Connections that are kept would hold the event loop; everything is on disk already.
    os._exit(0)


def _allow_many_files() -> None:
    """Each part of an upload in parts is a file that stays open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main()
