"""`python -m momento_local WORD …`, to which the script `momento` hands over."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from momento_local import checks, documents, materials, release, suites, up
from momento_local.engine import daemon, probe
from momento_local.errors import LaunchError
from momento_local.progress import Progress
from momento_local.settings import REPOSITORY, Settings


def main() -> int:
    """Does what the command line asks for; the exit status."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a terminal, file or pipe at this point
    arguments, rest = _parser().parse_known_args()
    if rest and arguments.word != "test":
        _parser().error(f"unknown: {' '.join(rest)}")
    try:
        return _do(arguments, rest)
    except LaunchError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _do(arguments: argparse.Namespace, rest: list[str]) -> int:
    develop = {
        "test": lambda: suites.test(REPOSITORY, [*arguments.arguments, *rest]),
        "bench": lambda: checks.bench(REPOSITORY, arguments.names),
        "docs": lambda: documents.publish(REPOSITORY, Path(os.environ["MOMENTO_HOME"]) / "docs"),
        "lint": lambda: checks.lint(REPOSITORY, arguments.names),
        "lock": lambda: checks.lock(REPOSITORY),
        "release": lambda: release.release(REPOSITORY, arguments.version),
        "sbom": lambda: materials.write(REPOSITORY, os.environ, Progress()),
        "engine": lambda: probe.probe(Path(os.environ["MOMENTO_HOME"]) / daemon.FOLDER, Progress()),
    }
    if arguments.word in develop:
        return develop[arguments.word]()
    settings = Settings.from_environ(os.environ)
    operate = {
        "up": lambda: (
            up.up_detached(settings) if arguments.detach else up.up(settings, background=arguments.background)
        ),
        "down": lambda: up.down(settings),
        "status": lambda: up.status(settings),
        "logs": lambda: up.logs(settings, arguments.service, follow=arguments.follow),
    }
    return operate[arguments.word]()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="momento", allow_abbrev=False)
    words = parser.add_subparsers(dest="word", required=True)
    start = words.add_parser("up", allow_abbrev=False)
    start.add_argument("--detach", action="store_true")
    # How `--detach` starts itself anew; nobody types it.
    start.add_argument("--background", action="store_true", help=argparse.SUPPRESS)
    for word in ("down", "status", "docs", "lock", "sbom", "engine"):
        words.add_parser(word)
    logs = words.add_parser("logs")
    logs.add_argument("service")
    logs.add_argument("-f", "--follow", action="store_true")
    for word in ("bench", "lint"):
        words.add_parser(word).add_argument("names", nargs="*")
    words.add_parser("release").add_argument("version")
    words.add_parser("test", allow_abbrev=False).add_argument("arguments", nargs="*")
    return parser


if __name__ == "__main__":
    sys.exit(main())
