"""Names and secrets that count up, so that a failing test shows the same ones again."""

from __future__ import annotations

import itertools

from momento_auth.domain.account import UserId
from momento_auth.domain.session import SessionId


class CountingIdentifiers:
    """Every value is used once."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def user_id(self) -> UserId:
        return UserId(f"0{next(self._numbers):025d}")

    def session_id(self) -> SessionId:
        return SessionId(f"1{next(self._numbers):025d}")

    def secret(self) -> str:
        return f"secret-{next(self._numbers):036d}"
