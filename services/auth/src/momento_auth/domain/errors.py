"""Everything that auth refuses, as one family: a stable `reason` for programs and a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_auth.domain.identifiers import UserId


class AuthError(Exception):
    """Base of the family; the message is shown to the user.

    Attributes:
        reason: stable code in UPPER_SNAKE.
        metadata: facts for the caller's program, as text.
        user_id: whose account it concerns, where known. For the audit log alone; it never reaches the caller.
    """

    reason: ClassVar[str]

    def __init__(self, message: str, *, user_id: UserId | None = None) -> None:
        super().__init__(message)
        self.user_id = user_id

    @property
    def metadata(self) -> Mapping[str, str]:
        """Facts for the caller's program; most errors have none."""
        return {}


class StoreUnavailable(AuthError):
    """The store does not answer; nothing is known of the outcome."""

    reason = "STORE_UNAVAILABLE"
