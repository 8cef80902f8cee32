"""The signing keys of this process, read from where all processes keep them, and followed by new ones in time."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from joserfc.jwk import OKPKey
from momento_chassis.audit import audit

from momento_auth.application.ports.signing_keys import SealedKey
from momento_auth.domain.tokens.token import VerificationKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from joserfc.jwk import DictKey

    from momento_auth.adapters.outbound.ed25519.sealing import Seal
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.signing_keys import SigningKeys
    from momento_auth.domain.tokens.key_rotation import KeySchedule


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign, and the name that its tokens carry."""

    key_id: str
    private: OKPKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The keys as they were stored at a moment, newest first."""

    read_at: datetime
    stored: Sequence[SealedKey]
    public: dict[str, OKPKey]


class KeyRing:
    """Signs with the key whose turn it is, and knows every key by its id: a `KeySource` for the chassis' verifier.

    Keys are replaced on the way of daily work, by whichever process first sees that it is time: no process is special.
    """

    def __init__(self, signing_keys: SigningKeys, seal: Seal, schedule: KeySchedule, clock: Clock) -> None:
        """Reads the keys, and makes the first one when there is none.

        Raises:
            SealBroken: the keys were sealed with another key.
            StoreUnavailable: they cannot be read.
        """
        self._signing_keys = signing_keys
        self._seal = seal
        self._schedule = schedule
        self._clock = clock
        self._lock = threading.Lock()
        self._snapshot = self._read()
        self._signing = self._opened(self._turn())

    def signing_key(self) -> SigningKey:
        """The key whose turn it is."""
        with self._lock:
            age = self._clock.now() - self._snapshot.read_at
            if not 0 <= age / self._schedule.look_interval < 1:
                self._snapshot = self._read()
            turn = self._turn()
            if turn.key_id != self._signing.key_id:
                self._signing = self._opened(turn)
            return self._signing

    def key(self, key_id: str) -> OKPKey | None:
        """The public key of that name; asks the store when it is new to this process."""
        if key_id not in self._snapshot.public:
            with self._lock:
                self._snapshot = self._read()
        return self._snapshot.public.get(key_id)

    def verification_keys(self) -> Sequence[VerificationKey]:
        """The public part of every stored key, newest first."""
        return [VerificationKey(stored.key_id, stored.public_jwk) for stored in self._signing_keys.newest_first()]

    def rotate(self) -> SealedKey:
        """Makes the next key now; it will sign when it has been published for long enough."""
        stored = self._signing_keys.newest_first()
        self._add(stored)
        return self._signing_keys.newest_first()[0]

    def _read(self) -> _Snapshot:
        now, stored = self._clock.now(), self._signing_keys.newest_first()
        if self._schedule.is_due(_made(stored), now):
            self._add(stored)
            stored = self._signing_keys.newest_first()
        needed = self._schedule.needed(_made(stored), now)
        for dead in stored[needed:]:
            if self._signing_keys.remove(dead.key_id):
                audit("signing_key.removed", user_id=None, outcome="success", key_id=dead.key_id)
        public = {key.key_id: OKPKey.import_key(_jwk(key.public_jwk)) for key in stored[:needed]}
        return _Snapshot(now, stored[:needed], public)

    def _add(self, stored: Sequence[SealedKey]) -> None:
        generation = stored[0].generation + 1 if stored else 1
        made = _new_key(self._seal, generation, self._clock.now())
        # Another process may be faster; then its key is the next one.
        if self._signing_keys.add(made):
            audit("signing_key.made", user_id=None, outcome="success", key_id=made.key_id)

    def _turn(self) -> SealedKey:
        snapshot = self._snapshot
        return snapshot.stored[self._schedule.signing(_made(snapshot.stored), self._clock.now())]

    def _opened(self, sealed: SealedKey) -> SigningKey:
        private = self._seal.open(sealed.sealed_private, sealed.key_id)
        return SigningKey(sealed.key_id, OKPKey.import_key(_jwk(private)))


def _new_key(seal: Seal, generation: int, now: datetime) -> SealedKey:
    key = OKPKey.generate_key("Ed25519")
    key_id = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": key_id, "use": "sig", "alg": "Ed25519"}
    private = json.dumps(key.as_dict(private=True)).encode()
    return SealedKey(
        key_id=key_id,
        generation=generation,
        public_jwk=json.dumps(public, sort_keys=True),
        sealed_private=seal.close(private, key_id),
        created_at=now,
    )


def _made(stored: Sequence[SealedKey]) -> list[datetime]:
    return [key.created_at for key in stored]


def _jwk(text: str | bytes) -> DictKey:
    return cast("DictKey", json.loads(text))
