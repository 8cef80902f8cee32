"""One part while it runs: started, watched, stopped; always by its own process id."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from momento_local import records
from momento_local.errors import NotReady, PartFailed
from momento_local.logs import tail
from momento_local.part import nothing

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.home import Home
    from momento_local.part import Part

POLL_SECONDS: Final = 0.05


class Process:
    """The handle of one part. Methods may be called from any thread."""

    def __init__(self, part: Part, home: Home) -> None:
        """Starts nothing yet."""
        self.part = part
        self._home = home
        self._lock = threading.RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._ended: subprocess.Popen[bytes] | None = None
        self._wanted = False
        self._on_end: Callable[[], None] = nothing

    @property
    def name(self) -> str:
        """The part's name."""
        return self.part.name

    @property
    def pid(self) -> int | None:
        """The process id while the part runs."""
        return self._child.pid if self._child is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether the program is there; it need not be ready."""
        # While another thread looks, `poll` says nothing: that the program has ended must not be missed for that.
        return self._child is not None and self._child.poll() is None and self._ended is not self._child

    @property
    def crashed(self) -> bool:
        """Whether it ended although nobody here asked it to."""
        return self._wanted and not self.running

    @property
    def exit_code(self) -> int | None:
        """How the last run ended; negative for a signal."""
        return None if self._child is None else self._child.poll()

    def resident_bytes(self) -> int:
        """Memory of the program and its children, in bytes; 0 when it does not run."""
        pid = self.pid
        return 0 if pid is None else records.resident_bytes(pid)

    def on_end(self, callback: Callable[[], None]) -> None:
        """Has `callback` called, in another thread, each time the program has ended, for whatever reason."""
        self._on_end = callback

    def start(self) -> None:
        """Starts the program unless it runs; does not wait until it is ready."""
        with self._lock:
            if self.running:
                return
            self._end_orphans()
            self.part.prepare()
            launch = self.part.launch()
            with self._home.log(self.name).open("ab") as log:
                self._child = subprocess.Popen(  # noqa: S603  # the command is the launcher's own
                    launch.command,
                    env=dict(launch.environment),
                    cwd=self._home.path,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._wanted = True
            records.write(self._home.run, self.name, self._child.pid)
            threading.Thread(target=self._follow, args=(self._child,), daemon=True).start()

    def wait_ready(self) -> None:
        """Returns when the part is ready and settled; raises PartFailed when it ends or takes too long."""
        deadline = time.monotonic() + self.part.start_seconds
        while (problem := self._unanswered()) is not None:
            if not self.running:
                raise self._failure(f"ended with exit code {self.exit_code}")
            if time.monotonic() > deadline:
                raise self._failure(f"was not ready within {self.part.start_seconds:.0f} seconds: {problem}")
            time.sleep(POLL_SECONDS)
        self.part.settle()

    def problem(self) -> str | None:
        """Why the part is not ready; None when it is."""
        return self.why_not_ready() if self.running else "does not run"

    def why_not_ready(self) -> str | None:
        """What the part's probe says, or what is still to be done, whoever started the part; None when it is ready."""
        return self._unanswered() or self.part.pending()

    def stop(self) -> None:
        """Asks the program to end, and makes it when it has not after `part.stop_seconds`."""
        with self._lock:
            self._wanted = False
            if self._child is not None and self.running:
                self._child.terminate()
                try:
                    self._child.wait(self.part.stop_seconds)
                except subprocess.TimeoutExpired:
                    self._kill_group(self._child.pid)
            self._clean_up()

    def kill(self) -> None:
        """Ends the program and its children at once, as a power failure would."""
        with self._lock:
            self._wanted = False
            if self._child is not None and self.running:
                self._kill_group(self._child.pid)
            self._clean_up()

    def crash(self) -> None:
        """Ends the program at once, as its own fault would: a supervisor starts it again."""
        with self._lock:
            if self._child is not None and self.running:
                self._child.kill()
                self._child.wait()

    def _follow(self, child: subprocess.Popen[bytes]) -> None:
        with suppress(ChildProcessError):  # raised when somebody has seen already that it ended
            # Leaves it to be reaped: until then its id names nothing else, for those who are about to kill it.
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        self._ended = child
        self._on_end()

    def _unanswered(self) -> str | None:
        try:
            self.part.probe()
        except NotReady as reason:
            return str(reason)
        return None

    def _kill_group(self, pid: int) -> None:
        with suppress(ProcessLookupError):  # it ended by itself meanwhile
            os.killpg(pid, signal.SIGKILL)
        if self._child is not None:
            self._child.wait()

    def _clean_up(self) -> None:
        self._end_orphans()
        records.remove(self._home.run, self.name)

    def _end_orphans(self) -> None:
        """Ends children that outlived the program: they may hold its port."""
        if self._child is not None:
            records.end_group(self._home.path, self._child.pid)

    def _failure(self, why: str) -> PartFailed:
        return PartFailed(self.name, why, tail(self._home.log(self.name)))
