"""The log of what the embedded AWS has changed: a record counts once it is on disk, and many share one fsync.

The log is a row of files, each named after the sequence number of its first record. A thread writes what has gathered
since its last fsync, in order. When the disk refuses, those who wait are told so, nothing is forgotten, and the same
records are written to a new file as soon as there is room; numbers that come twice are read once.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from contextlib import suppress
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from momento_local.embedded_aws import frames
from momento_local.embedded_aws.frames import FileDamaged, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SUFFIX: Final = ".log"
RETRY_SECONDS: Final = 0.5
"""Pause before the disk is tried again after it refused."""


class NotLogged(Exception):
    """A change could not be put on disk; whether it will be is open."""


class Segment:
    """One file of the log, open for appending."""

    def __init__(self, path: Path) -> None:
        """Begins the file anew; raises OSError when the disk refuses."""
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        sync_folder(path.parent)

    def write(self, content: bytes) -> None:
        """Returns when `content` is on disk; raises OSError when it may not be."""
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Closes the file, whatever state it is in."""
        with suppress(OSError):
            os.close(self._descriptor)


class WriteAheadLog:
    """Appends records from any thread, in the order of the calls."""

    def __init__(
        self, folder: Path, last: int, segment: Callable[[Path], Segment] = Segment, *, grown: int = 0
    ) -> None:
        """Goes on after the record numbered `last`, in a new file of `folder`; `grown` bytes are there already."""
        self._folder = folder
        self._make_segment = segment
        self._segment: Segment | None = None
        self._last = last
        self._appended = grown
        self._open: list[bytes] = []
        self._unwritten: list[tuple[int, bytes]] = []
        self._done: Future[None] = _running()
        self._writing: Future[None] | None = None
        self._failure: OSError | None = None
        self._rotate = self._deletion = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="write-ahead-log", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> OSError | None:
        """Why the disk refuses records at present; None while it takes them."""
        return self._failure

    @property
    def grown(self) -> int:
        """Bytes of the records that no snapshot includes: those appended since the last call of `rotate`."""
        return self._appended

    def append(self, payload: bytes) -> None:
        """Takes a record; `flushed` says when it is on disk."""
        with self._changed:
            self._last += 1
            self._appended += len(payload)
            self._open.append(payload)
            self._changed.notify()

    def flushed(self) -> Future[None]:
        """Is done when all that was appended so far is on disk; holds NotLogged when the disk refused.

        Cannot be cancelled, since others wait for the same. While the disk refuses and nothing new was appended it is
        done at once: what is not on disk was not acknowledged.
        """
        with self._changed:
            if self._open:
                return self._done
            return _finished() if self._writing is None or self._failure else self._writing

    def rotate(self) -> int:
        """Begins a new file with the next record; the number of the last one appended."""
        with self._changed:
            self._rotate = True
            self._appended = 0
            return self._last

    def prune(self, up_to: int) -> None:
        """Removes the files that hold nothing but records up to the number `up_to`."""
        for path, following in _with_following(self._folder):
            if following is not None and first_of(following) <= up_to + 1:
                path.unlink()

    def close(self) -> None:
        """Returns when everything is on disk, or the disk has refused it once more."""
        with self._changed:
            self._deletion = True
            self._changed.notify()
        self._thread.join()
        self._close_segment()

    def _run(self) -> None:
        while self._take():
            try:
                self._write()
            except OSError as error:
                self._close_segment()
                self._report(error)
            else:
                self._unwritten = []
                self._report(None)

    def _take(self) -> bool:
        """Waits for records and takes them over; False at the end."""
        with self._changed:
            while not (self._open or self._deletion or self._failure):
                self._changed.wait()
            if self._failure and not self._deletion:
                self._changed.wait_for(lambda: self._deletion, RETRY_SECONDS)
            first = self._last - len(self._open) + 1
            self._unwritten += enumerate(self._open, first)
            self._open, self._writing, self._done = [], self._done, _running()
            return bool(self._unwritten) or not self._deletion

    def _write(self) -> None:
        if not self._unwritten:
            return
        if self._rotate:
            self._rotate = False
            self._close_segment()
        first = self._unwritten[0][0]
        created = self._segment is None
        if self._segment is None:
            self._segment = self._make_segment(self._folder / f"{first:020}{SUFFIX}")
        content = b"".join(frames.encode(number, first, payload) for number, payload in self._unwritten)
        self._segment.write(frames.MAGIC + content if created else content)

    def _report(self, error: OSError | None) -> None:
        with self._changed:
            self._failure = error
            done, self._writing = self._writing, None
            if self._deletion and error is not None:
                self._unwritten = []
        if done is not None and error is None:
            done.set_result(None)
        elif done is not None:
            done.set_exception(NotLogged(f"The disk takes no more: {error}"))

    def _close_segment(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None


def recover(folder: Path, after: int) -> Iterator[Frame]:
    """The records after the one numbered `after`, in order; cuts off a last one that was not written to its end.

    Raises FileDamaged when one is missing in between.
    """
    expected = after + 1
    for path, following in _with_following(folder):
        if following is not None and first_of(following) <= expected:
            continue
        end = 0
        for frame in frames.read(path, first_of(path)):
            end = frame.end
            if frame.sequence > expected:
                raise FileDamaged(f"{path} begins with record {frame.sequence}; record {expected} is missing.")
            if frame.sequence == expected:
                yield frame
                expected += 1
        if following is None:
            _cut(path, end)
        elif first_of(following) > expected:
            raise FileDamaged(f"{path} ends before record {expected}, and {following.name} begins after it.")


def first_of(path: Path) -> int:
    """The number in a file's name."""
    return int(path.stem)


def sync_folder(folder: Path) -> None:
    """Puts the names in `folder` on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _with_following(folder: Path) -> list[tuple[Path, Path | None]]:
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    return list(zip_longest(paths, paths[1:]))


def _cut(path: Path, end: int) -> None:
    if end == 0:
        path.unlink()
    else:
        os.truncate(path, end)
    sync_folder(path.parent)


def _running() -> Future[None]:
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future


def _finished() -> Future[None]:
    future: Future[None] = Future()
    future.set_result(None)
    return future
