"""Authenticators in software: one as a browser would answer for it, and one for the legible ceremonies."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


class Authenticator(Protocol):
    """A telephone with one passkey; whoever holds it may lie about origin, verification, count and key."""

    origin: str
    verified: bool
    count: int
    counts: bool

    def make(self, options: str) -> str:
        """What the browser says of the new passkey."""

    def answer(self, options: str) -> str:
        """What the browser says when the passkey is used."""

    def forget_key(self) -> None:
        """Goes on with another key under the same name."""


@dataclass
class SoftwareAuthenticator:
    """Speaks as Web Authentication Level 3 says, with an ES256 key and no attestation."""

    origin: str
    verified: bool = True
    count: int = 0
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user_handle: str = ""

    def make(self, options: str) -> str:
        asked = json.loads(options)
        self.user_handle = asked["user"]["id"]
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._cose_key()
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(asked["rp"]["id"], _ATTESTED) + attested}
        said = {
            "clientDataJSON": _text(self._client_data("webauthn.create", asked["challenge"])),
            "attestationObject": _text(cbor2.dumps(statement)),
            "transports": ["internal"],
        }
        return self._answer(said)

    def answer(self, options: str) -> str:
        asked = json.loads(options)
        if self.counts:
            self.count += 1
        client_data, data = self._client_data("webauthn.get", asked["challenge"]), self._data(asked["rpId"], 0)
        signature = self._key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": _text(client_data),
            "authenticatorData": _text(data),
            "signature": _text(signature),
            "userHandle": self.user_handle,
        }
        return self._answer(said)

    def forget_key(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def _answer(self, said: dict[str, Any]) -> str:
        name = _text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, host: str, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verified else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _cose_key(self) -> bytes:
        point = self._key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})


@dataclass
class LegibleAuthenticator:
    """Speaks as `LegiblePasskeyCeremonies` understands it."""

    origin: str
    verified: bool = True
    count: int = 0
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    user_handle: str = ""

    def make(self, options: str) -> str:
        asked = json.loads(options)
        self.user_handle = asked["user"]["id"]
        return self._answer(asked, key=self.key)

    def answer(self, options: str) -> str:
        if self.counts:
            self.count += 1
        return self._answer(json.loads(options), signature=self.key, user=self.user_handle)

    def forget_key(self) -> None:
        self.key = secrets.token_hex(8)

    def _answer(self, asked: dict[str, Any], **said: str) -> str:
        own = {"id": self.credential_id.hex(), "origin": self.origin, "verified": self.verified, "count": self.count}
        return json.dumps({"challenge": asked["challenge"], **own, **said})


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
