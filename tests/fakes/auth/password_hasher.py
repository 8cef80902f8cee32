"""Hashes that cost nothing and hide nothing."""

from __future__ import annotations

import itertools

from momento_auth.domain.accounts.password import PasswordHash

_PREFIX = "fake"


class CheapPasswordHasher:
    """Encodes `fake:<parameters>:<salt>:<password>` and keeps account of its work."""

    def __init__(self, parameters: str = "v1") -> None:
        self._parameters = parameters
        self._salts = itertools.count()
        self.calls: list[str] = []

    def hash(self, password: str) -> PasswordHash:
        self.calls.append("hash")
        return PasswordHash(f"{_PREFIX}:{self._parameters}:{next(self._salts)}:{password}")

    def matches(self, password: str, password_hash: PasswordHash) -> bool:
        prefix, _, rest = password_hash.encoded.partition(":")
        if prefix != _PREFIX:
            raise ValueError("The stored password hash is damaged.")
        self.calls.append("matches")
        return rest.split(":", 2)[2] == password

    def is_outdated(self, password_hash: PasswordHash) -> bool:
        return password_hash.encoded.split(":")[1] != self._parameters
