"""The system's programs that run containers, and what they say when they cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Final

from momento_local.errors import LaunchError

PLACES: Final = f"/usr/bin:/usr/sbin:{os.environ.get('PATH', os.defpath)}"
"""The system's own first: a newer client without its builder plugin may stand in /usr/local."""
TIMEOUT_SECONDS: Final = 120
NOTES: Final = ("time=", "I: ")
"""How dockerd and mmdebstrap begin lines that are no complaints."""
LINES: Final = 3
"""A complaint seldom has more: dockerd's about iptables has two, apt's one for each address and one in all."""


class NoEngine(LaunchError):
    """This machine runs no containers; the message is the reason, in the words of the program that could not."""


def program(name: str) -> str:
    """The path of a program of the system; raises NoEngine where there is none."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        raise NoEngine(f"there is no {name}")
    return found


def ask(name: str, *arguments: str, seconds: float = TIMEOUT_SECONDS) -> str:
    """What a program prints; raises NoEngine with its last words when it fails or takes more than `seconds`."""
    command = (program(name), *arguments)
    reported = f"{name} {arguments[0]}"
    try:
        ended = subprocess.run(  # noqa: S603  # the system's own programs
            command, check=True, capture_output=True, text=True, errors="replace", timeout=seconds
        )
    except subprocess.CalledProcessError as error:
        raise NoEngine(f"{reported}: {last_words(error.stderr) or f'exit status {error.returncode}'}") from error
    except subprocess.TimeoutExpired as error:
        raise NoEngine(f"{reported}: took more than {seconds:.0f} seconds") from error
    return ended.stdout


def last_words(text: str) -> str:
    """The end of what a program has said, without its notes on the way where it says more; may be empty."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if not line.startswith(NOTES)]
    return " ".join((complaints or lines)[-LINES:])
