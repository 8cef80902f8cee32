"""The container engine: the one that runs on this machine, or one of Momento's own for as long as it is needed."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import psutil

from momento_local.engine.programs import NoEngine, ask, last_words, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER: Final = "containers"
"""Below MOMENTO_HOME, for an engine of our own and what it keeps."""
API_VERSION: Final = "1.41"
"""Of Debian's docker.io; a newer engine understands it as well."""
TIMEOUT_SECONDS: Final = 60


@contextmanager
def engine(folder: Path) -> Iterator[bool]:
    """Has an engine in reach, by the environment, for `docker` and for whatever else speaks to it.

    When none answers, one is started with all it keeps in `folder`, and stopped at the end; its images stay there.
    What is given says whether it is such a one, in which nobody else has anything.
    Raises NoEngine when none can be had.
    """
    os.environ.setdefault("DOCKER_API_VERSION", API_VERSION)
    program("docker")
    if _answers():
        yield False
        return
    folder.mkdir(parents=True, exist_ok=True)
    _end_leftover(folder)
    with _reached_at(f"unix://{folder}/engine.sock") as address, _daemon(folder, address) as daemon:
        _wait(daemon, folder)
        _clear()
        yield True


def _answers() -> bool:
    try:
        ask("docker", "version")
    except NoEngine:
        return False
    return True


@contextmanager
def _reached_at(address: str) -> Iterator[str]:
    before = os.environ.get("DOCKER_HOST")
    os.environ["DOCKER_HOST"] = address
    try:
        yield address
    finally:
        if before is None:
            del os.environ["DOCKER_HOST"]
        else:
            os.environ["DOCKER_HOST"] = before


def _end_leftover(folder: Path) -> None:
    """Stops the engine of an earlier run that was killed."""
    note = folder / "engine.pid"
    if note.exists():
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(note.read_text(encoding="ascii")))
            if process.name() == "dockerd" and str(folder) in " ".join(process.cmdline()):
                _end(process)


@contextmanager
def _daemon(folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    places = (f"--data-root={folder}/engine", f"--exec-root={folder}/exec", f"--pidfile={folder}/engine.pid")
    command = (program("dockerd"), f"--host={address}", *places)
    with (folder / "engine.log").open("wb") as log:
        # In a session of its own: Ctrl-C is for us, who remove the containers before the engine goes.
        daemon = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)  # noqa: S603  # the system's
    try:
        yield daemon
    finally:
        with suppress(psutil.NoSuchProcess):
            _end(psutil.Process(daemon.pid))
        daemon.wait()


def _end(daemon: psutil.Process) -> None:
    """Ends an engine and what it has started; by force what does not go in time."""
    family = [daemon, *daemon.children(recursive=True)]
    daemon.terminate()
    _, stubborn = psutil.wait_procs(family, timeout=TIMEOUT_SECONDS)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn)


def _wait(daemon: subprocess.Popen[bytes], folder: Path) -> None:
    ends = time.monotonic() + TIMEOUT_SECONDS
    while not _answers():
        log = (folder / "engine.log").read_text(encoding="utf-8", errors="replace")
        if daemon.poll() is not None:
            raise NoEngine(f"dockerd: {last_words(log) or f'exit status {daemon.returncode}'}")
        if time.monotonic() > ends:
            raise NoEngine(f"dockerd: has not answered for {TIMEOUT_SECONDS} seconds: {last_words(log)}")
        time.sleep(0.1)  # it tells nobody when it listens


def _clear() -> None:
    """Removes what an earlier run left in an engine of our own when it was killed."""
    containers = ask("docker", "ps", "--all", "--quiet").split()
    if containers:
        ask("docker", "rm", "--force", "--volumes", *containers)
    for kind in ("network", "volume"):
        ask("docker", kind, "prune", "--force")
