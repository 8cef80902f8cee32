"""The signing keys of this process, read from where all processes keep them."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, cast

from joserfc.jwk import OKPKey

from momento_auth.application.ports.signing_keys import SealedKey
from momento_auth.domain.token import VerificationKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from joserfc.jwk import DictKey

    from momento_auth.adapters.outbound.ed25519.sealing import Seal
    from momento_auth.application.ports.signing_keys import SigningKeys


class KeyRing:
    """Signs with the newest key, and knows every key by its id. Serves as `KeySource` to the chassis' verifier."""

    def __init__(self, signing_keys: SigningKeys, seal: Seal, now: datetime) -> None:
        """Reads the keys, and makes the first one when there is none.

        Raises:
            SealBroken: the keys were sealed with another key.
            StoreUnavailable: they cannot be read.
        """
        self._signing_keys = signing_keys
        self._lock = threading.Lock()
        stored = signing_keys.newest_first()
        if not stored:
            # Another process may be faster; then its key is the one to use.
            signing_keys.add(_new_key(seal, now))
            stored = signing_keys.newest_first()
        newest = stored[0]
        self.current_id = newest.key_id
        self.current = OKPKey.import_key(_jwk(seal.open(newest.sealed_private, newest.key_id)))
        self._public = _public_keys(stored)

    def key(self, key_id: str) -> OKPKey | None:
        """The public key of that name; asks the store when it is new to this process."""
        if key_id not in self._public:
            with self._lock:
                self._public = _public_keys(self._signing_keys.newest_first())
        return self._public.get(key_id)

    def verification_keys(self) -> Sequence[VerificationKey]:
        """The public part of every stored key, newest first."""
        return [VerificationKey(stored.key_id, stored.public_jwk) for stored in self._signing_keys.newest_first()]


def _new_key(seal: Seal, now: datetime) -> SealedKey:
    key = OKPKey.generate_key("Ed25519")
    key_id = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": key_id, "use": "sig", "alg": "Ed25519"}
    private = json.dumps(key.as_dict(private=True)).encode()
    return SealedKey(
        key_id=key_id,
        generation=1,
        public_jwk=json.dumps(public, sort_keys=True),
        sealed_private=seal.close(private, key_id),
        created_at=now,
    )


def _public_keys(stored: Sequence[SealedKey]) -> dict[str, OKPKey]:
    return {key.key_id: OKPKey.import_key(_jwk(key.public_jwk)) for key in stored}


def _jwk(text: str | bytes) -> DictKey:
    return cast("DictKey", json.loads(text))
