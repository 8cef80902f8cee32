"""`engine`: whether this machine runs containers, found out by running one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from momento_local.engine.base import base_image
from momento_local.engine.daemon import engine
from momento_local.engine.programs import NoEngine, ask, program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NO_ENGINE: Final = 3
"""The exit status that means: no containers here, and nothing else is wrong."""
NEEDED: Final = ("dockerd", "mmdebstrap")
"""`./momento test containers` insists on both, whatever runs or lies here already."""
PRINTED: Final = "a container has reached the network"
REACH: Final = f"apt-get --quiet --error-on=any update >&2 && echo '{PRINTED}'"
"""What every build of an image has to do: reach the packages of Debian."""


def probe(folder: Path, announce: Callable[[str], None]) -> int:
    """Starts an engine where none runs, makes the base, and runs a container on a network: 0 when that works.

    NO_ENGINE when it does not, with the reason in the words of what failed. The base stays in `folder` for whoever
    builds on it next. Only what the engine refuses is taken for an answer: a mistake of ours is raised like any other.
    """
    try:
        for name in NEEDED:
            program(name)
        with engine(folder):
            _run(base_image(folder))
    except NoEngine as reason:
        announce(f"This machine runs no containers: {reason}")
        return NO_ENGINE
    announce("This machine runs containers.")
    return 0


def _run(base: str) -> None:
    """Runs a container as the tests do: on a network of its own, with a port on this machine."""
    network = f"momento-probe-{os.getpid()}"
    ask("docker", "network", "create", network)
    try:
        places = ("--rm", f"--network={network}", "--publish=127.0.0.1::8443")
        printed = ask("docker", "run", *places, base, "sh", "-c", REACH).strip()
    finally:
        ask("docker", "network", "rm", network)
    if printed != PRINTED:
        raise NoEngine(f"docker run: a container has printed {printed!r}")
