"""The container engine: the one that runs on this machine, or one of the tests' own while they run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import docker
import psutil
import pytest
from docker.errors import DockerException

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 60
PROGRAMS = f"/usr/bin:/usr/sbin:{os.environ.get('PATH', os.defpath)}"
"""The system's own first: a newer client without its builder plugin may stand in /usr/local."""


@contextmanager
def engine(folder: Path) -> Iterator[None]:
    """Has an engine in reach, by the environment, for testcontainers and for `docker`.

    When none answers, one is started with all it keeps in `folder`, and stopped at the end; its images stay there.
    """
    os.environ.setdefault("DOCKER_API_VERSION", "1.41")
    # Ryuk, which would clear up after a killed test, is an image of its own; the folder's next user clears up instead.
    os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
    if _answers():
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    address = f"unix://{folder}/engine.sock"
    before = os.environ.get("DOCKER_HOST")
    os.environ["DOCKER_HOST"] = address
    _end_leftover(folder)
    with _daemon(folder, address) as daemon:
        _wait(daemon, folder)
        _clear()
        yield
    if before is None:
        del os.environ["DOCKER_HOST"]
    else:
        os.environ["DOCKER_HOST"] = before


def program(name: str) -> str:
    """The path of a program of the system."""
    found = shutil.which(name, path=PROGRAMS)
    if found is None:
        pytest.fail(f"There is no {name}; run the tests by `./momento test containers`, which installs it.")
    return found


def _answers() -> bool:
    try:
        docker.from_env().ping()
    except DockerException:
        return False
    return True


def _end_leftover(folder: Path) -> None:
    """Stops the engine of an earlier run that was killed."""
    note = folder / "engine.pid"
    if note.exists():
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(note.read_text(encoding="ascii")))
            if process.name() == "dockerd" and str(folder) in " ".join(process.cmdline()):
                process.terminate()
                process.wait(PATIENCE_SECONDS)


@contextmanager
def _daemon(folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    places = (f"--data-root={folder}/engine", f"--exec-root={folder}/exec", f"--pidfile={folder}/engine.pid")
    with (folder / "engine.log").open("ab") as log:
        daemon = subprocess.Popen(  # noqa: S603  # the system's engine
            (program("dockerd"), f"--host={address}", *places), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield daemon
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(PATIENCE_SECONDS)


def _wait(daemon: subprocess.Popen[bytes], folder: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not _answers():
        if daemon.poll() is not None or time.monotonic() > ends:
            pytest.fail(f"dockerd did not start (it needs root); {folder}/engine.log tells why")
        time.sleep(0.1)


def _clear() -> None:
    """Removes what an earlier run left in the tests' own engine when it was killed."""
    client = docker.from_env()
    for container in client.containers.list(all=True):
        container.remove(force=True, v=True)
    client.networks.prune()
    client.volumes.prune()
