"""The sessions that ended lately, asked of auth every other second while there are calls."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

import grpc
from momento.auth.v1 import auth_pb2, auth_pb2_grpc

from momento_catalog.application.deadline import remaining_seconds
from momento_catalog.domain.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

REFRESH_SECONDS: Final = 2.0
MAX_USE_SECONDS: Final = 5.0
"""A session that has ended may be honoured for so long, and no longer, also when auth does not answer."""
RETRY_SECONDS: Final = 0.5
"""The least time between two questions while auth does not answer."""
_TIMEOUT_SECONDS: Final = 2.0


class GrpcEndedSessions:
    """Implements `EndedSessions`; one question serves all calls of two seconds."""

    def __init__(self, channel: grpc.Channel, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Takes a channel to auth; nothing is asked before the first use."""
        self._auth = auth_pb2_grpc.AuthServiceStub(channel)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._ended: frozenset[str] = frozenset()
        self._reported_at = float("-inf")
        self._asked_at = float("-inf")
        self._failure: grpc.RpcError | None = None

    def includes(self, session_id: str) -> bool:
        """Looks it up; raises KeysUnavailable."""
        if self._age() > REFRESH_SECONDS:
            with self._lock:
                self._renew()
        return session_id in self._ended

    def _renew(self) -> None:
        # Another thread may have asked while this one waited for the lock.
        if self._age() <= REFRESH_SECONDS:
            return
        if self._failure is None or self._monotonic() - self._asked_at >= RETRY_SECONDS:
            self._ask()
        if self._age() > MAX_USE_SECONDS:
            raise KeysUnavailable("Momento cannot check who you are just now; try again.") from self._failure

    def _ask(self) -> None:
        # What ends while the question is on its way may be missing in the answer, so the answer is as old as that.
        self._asked_at = self._monotonic()
        seconds = min(_TIMEOUT_SECONDS, max(remaining_seconds(), 0.0))
        try:
            answer = self._auth.ListEndedSessions(auth_pb2.ListEndedSessionsRequest(), timeout=seconds)
        except grpc.RpcError as error:
            self._failure = error
        else:
            self._ended, self._reported_at, self._failure = frozenset(answer.session_ids), self._asked_at, None

    def _age(self) -> float:
        return self._monotonic() - self._reported_at
