"""auth's public keys, asked for over gRPC and kept for a while."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Final

import grpc
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from momento.auth.v1 import auth_pb2, auth_pb2_grpc
from momento_chassis.grpc.errors import remote_error

from momento_catalog.application.deadline import remaining_seconds
from momento_catalog.domain.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REFRESH_SECONDS: Final = 60.0
UNKNOWN_KEY_SECONDS: Final = 1.0
"""The least time between two refreshes that unknown keys cause: anybody can invent the name of a key."""
MAX_USE_SECONDS: Final = 600.0
"""How long keys are used while auth does not answer: as long as an access token lives. Then no token is taken."""
_TIMEOUT_SECONDS: Final = 2.0


class GrpcVerificationKeys:
    """Implements `momento_chassis.identity.KeySource`."""

    def __init__(self, channel: grpc.Channel, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Takes a channel to auth; nothing is asked before the first use."""
        self._auth = auth_pb2_grpc.AuthServiceStub(channel)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._keys: Mapping[str, OKPKey] = {}
        self._obtained_at = float("-inf")
        self._asked_at = float("-inf")
        self._failure: Exception | None = None

    def key(self, key_id: str) -> OKPKey | None:
        """The key called `key_id`, None when auth has none; raises KeysUnavailable when auth cannot be asked."""
        if key_id not in self._keys or self._age() > REFRESH_SECONDS:
            with self._lock:
                self._renew(usable=key_id in self._keys and self._age() <= MAX_USE_SECONDS)
        return self._keys.get(key_id)

    def check(self) -> None:
        """For readiness: obtains keys where none are held or they are old; raises KeysUnavailable."""
        with self._lock:
            if self._age() > REFRESH_SECONDS:
                self._renew(usable=self._age() <= MAX_USE_SECONDS)

    def _renew(self, *, usable: bool) -> None:
        # Another thread may have renewed them while this one waited for the lock.
        if usable and self._age() <= REFRESH_SECONDS:
            return
        if self._monotonic() - self._asked_at >= UNKNOWN_KEY_SECONDS:
            self._ask()
        if self._failure is not None and not usable:
            raise KeysUnavailable("Momento cannot check who you are just now; try again.") from self._failure

    def _ask(self) -> None:
        self._asked_at = self._monotonic()
        seconds = min(_TIMEOUT_SECONDS, max(remaining_seconds(), 0.0))
        try:
            answer = self._auth.ListVerificationKeys(auth_pb2.ListVerificationKeysRequest(), timeout=seconds)
            keys = {key.key_id: OKPKey.import_key(json.loads(key.jwk)) for key in answer.keys}
        except grpc.RpcError as error:
            self._failure = remote_error(error)
        except (JoseError, ValueError) as error:
            self._failure = error
        else:
            self._keys, self._obtained_at, self._failure = keys, self._monotonic(), None

    def _age(self) -> float:
        return self._monotonic() - self._obtained_at
