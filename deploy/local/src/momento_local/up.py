"""`up`, `down`, `status` and `logs`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

import psutil

from momento_local import records, web
from momento_local.errors import LaunchError
from momento_local.home import Home
from momento_local.logs import tail
from momento_local.progress import Progress
from momento_local.stack import EVERY_PART, Stack

if TYPE_CHECKING:
    from momento_local.settings import Settings

SUPERVISOR: Final = "supervisor"
READY: Final = "ready"
"""The file in the run folder that is there while everything was started and is watched."""
STOP_SECONDS: Final = 120
LOOK_SECONDS: Final = 0.1
MEBIBYTE: Final = 1024 * 1024


def up(settings: Settings, *, background: bool = False) -> int:
    """Runs the stack until SIGINT or SIGTERM; the exit status.

    In the `background` what it says goes to a log, where no link that makes an administrator may stand.
    """
    home = Home(settings.home)
    home.prepare()
    if records.find(home.run, SUPERVISOR) is not None:
        return _already_up(settings, home)
    say = Progress()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: _interrupt(stopped))
    try:
        web.build(settings.repository / "services/ingest/web", say, home.log("web"))
        stack = Stack(settings, restart=True, announce=say)
        _run(settings, home, stack, stopped, say, offer=not background)
    except KeyboardInterrupt:
        say("stopped before everything was ready")
        return 130
    return 0


def up_detached(settings: Settings) -> int:
    """Starts the stack in the background and returns when it is ready; the exit status."""
    home = Home(settings.home)
    home.prepare()
    if records.find(home.run, SUPERVISOR) is not None:
        return _already_up(settings, home)
    (home.run / READY).unlink(missing_ok=True)
    log = home.log(SUPERVISOR)
    begin = log.stat().st_size if log.exists() else 0
    with log.open("ab") as output:
        child = subprocess.Popen(
            (sys.executable, "-m", "momento_local", "up", "--background"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = _follow_start(child, home, begin)
    if started == 0:
        _offer_setup(Stack(settings), Progress())
    return started


def down(settings: Settings) -> int:
    """Stops the stack, also one whose supervisor was killed; the exit status."""
    home = Home(settings.home)
    home.prepare()
    say = Progress()
    supervisor = records.find(home.run, SUPERVISOR)
    if supervisor is not None:
        say("stopping Momento")
        supervisor.terminate()
        try:
            supervisor.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            supervisor.kill()
    for pid in records.end_leftovers(home.path):
        say(f"ended process {pid}, left over from a run that was cut short")
    say("Momento is stopped")
    return 0


def status(settings: Settings) -> int:
    """Prints one line for each part; 0 when all are ready, 3 otherwise."""
    home = Home(settings.home)
    home.prepare()
    supervisor = records.find(home.run, SUPERVISOR)
    if supervisor is None:
        sys.stdout.write(f"Momento does not run in {home.path}.\n")
        return 3
    stack = Stack(settings)
    well = True
    for name in EVERY_PART:
        process = records.find(home.run, name)
        problem = "does not run" if process is None else stack[name].why_not_ready()
        well = well and problem is None
        memory = 0 if process is None else records.resident_bytes(process.pid)
        pid = "-" if process is None else str(process.pid)
        sys.stdout.write(f"{name:8}  pid {pid:>7}  {memory // MEBIBYTE:5} MiB  {problem or 'ready'}\n")
    sys.stdout.write(f"{settings.edge_url}  (authority: {stack.edge_authority})\n")
    if home.notice.exists():
        sys.stdout.write(home.notice.read_text(encoding="utf-8"))
    return 0 if well else 3


def logs(settings: Settings, name: str, *, follow: bool) -> int:
    """Prints the last lines of a part's log, and what is added to it when `follow`; the exit status."""
    home = Home(settings.home)
    path = home.log(name)
    known = (*EVERY_PART, SUPERVISOR, "web", "restore")
    if name not in known:
        raise LaunchError(f"There is no part {name}. Choose one of: {', '.join(known)}.")
    sys.stdout.write(tail(path, 100))
    sys.stdout.flush()
    if follow:
        os.execvp("tail", ("tail", "-n", "0", "-F", str(path)))  # noqa: S606,S607  # the system's tail
    return 0


def _run(settings: Settings, home: Home, stack: Stack, stopped: threading.Event, say: Progress, *, offer: bool) -> None:
    (home.run / READY).unlink(missing_ok=True)
    records.write(home.run, SUPERVISOR, os.getpid())
    try:
        if stack.clamd.signatures.only_test:
            say("no virus signatures are installed: only the EICAR test file is found (install clamav-freshclam)")
        with stack:
            _greet(settings, stack, say)
            if offer:
                _offer_setup(stack, say)
            (home.run / READY).touch()
            signal.signal(signal.SIGINT, lambda *_: stopped.set())
            signal.signal(signal.SIGTERM, lambda *_: stopped.set())
            signal.signal(signal.SIGHUP, lambda *_: stopped.set())
            stopped.wait()
            say("stopping")
    finally:
        (home.run / READY).unlink(missing_ok=True)
        records.remove(home.run, SUPERVISOR)
    say("Momento is stopped")


def _greet(settings: Settings, stack: Stack, say: Progress) -> None:
    say(f"Momento is ready at {settings.edge_url}")
    say(f"its certificate authority, for browsers and curl --cacert: {stack.edge_authority}")
    say("to stop it: ./momento down")


def _offer_setup(stack: Stack, say: Progress) -> None:
    link = stack.setup_link()
    if link:
        say(f"nobody administers it yet; make the first account within 48 hours, by this link: {link}")


def _interrupt(stopped: threading.Event) -> None:
    stopped.set()
    raise KeyboardInterrupt


def _already_up(settings: Settings, home: Home) -> int:
    ready = (home.run / READY).exists()
    sys.stdout.write(f"Momento already runs at {settings.edge_url}{'' if ready else ', but is not ready yet'}.\n")
    return 0 if ready else 3


def _follow_start(child: subprocess.Popen[bytes], home: Home, begin: int) -> int:
    """Shows what the background supervisor says until it is ready or has ended."""
    with home.log(SUPERVISOR).open(encoding="utf-8", errors="replace") as log:
        log.seek(begin)
        while True:
            ended, ready = child.poll() is not None, (home.run / READY).exists()
            sys.stdout.write(log.read())
            sys.stdout.flush()
            if ended or ready:
                return child.returncode if ended else 0
            time.sleep(LOOK_SECONDS)
