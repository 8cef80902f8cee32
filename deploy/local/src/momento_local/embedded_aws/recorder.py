"""Turns what ministack changes into records of the log: one for each request, so that it counts wholly or not at all.

A change is a list that begins with its kind, in terms of JSON, and says what is there afterwards rather than what was
asked for: read twice, or after a snapshot that has it already, it does the same.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from momento_local.embedded_aws.write_ahead_log import WriteAheadLog

    Change = list[Any]


class Keeper(Protocol):
    """Keeps one part of ministack's state."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of changes it records and applies."""

    def install(self, recorder: Recorder) -> None:
        """Has every change recorded from now on."""

    def apply(self, change: Change) -> None:
        """Does again what a change says."""

    def recovered(self) -> None:
        """Comes after the last change that is applied."""

    def dump(self) -> Iterator[Change]:
        """Changes that make the present state from an empty one."""


class Recorder:
    """Appends changes to the log in the order in which they are made."""

    def __init__(self, log: WriteAheadLog) -> None:
        """Records into `log`."""
        self.log = log
        self.lock = threading.RLock()
        """Held while state and log are changed together: a request's handler, one expired item, a snapshot's begin."""
        self._request: list[Change] | None = None

    def record(self, change: Change, *, first: bool = False) -> None:
        """Takes a change that was just made, as part of the request under way in this thread or by itself.

        With `first`, what the same request changed before is applied after it.
        """
        with self.lock:
            if self._request is None:
                self.log.append(encode([change]))
            else:
                self._request.insert(0 if first else len(self._request), change)

    @contextmanager
    def request(self) -> Iterator[None]:
        """What is recorded within becomes one record; after an OSError the request has changed nothing."""
        with self.lock:
            self._request = []
            try:
                yield
            except OSError:
                self._request = []
                raise
            finally:
                changes, self._request = self._request, None
                if changes:
                    self.log.append(encode(changes))


def encode(changes: list[Change]) -> bytes:
    """A record's payload; encoded at once, since ministack goes on changing what the changes point to."""
    return json.dumps(changes, separators=(",", ":")).encode("ascii")


def apply(payload: bytes, keepers: Mapping[str, Keeper]) -> None:
    """Applies a record's changes; `keepers` by kind."""
    for change in json.loads(payload):
        keepers[change[0]].apply(change)


def by_kind(keepers: list[Keeper]) -> dict[str, Keeper]:
    """Each keeper under the kinds it applies."""
    return {kind: keeper for keeper in keepers for kind in keeper.kinds}
