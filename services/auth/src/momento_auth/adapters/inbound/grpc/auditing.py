"""One audit event for each thing that somebody did or tried to do (ASVS V16.3.1)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_chassis.audit import audit

from momento_auth.domain.errors import AuthError, RefreshTokenReused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_auth.domain.account import UserId
    from momento_auth.domain.session import SessionId


@dataclass
class AuditEntry:
    """What becomes known while the call runs."""

    user_id: UserId | None = None
    session_id: SessionId | None = None


@contextmanager
def audited(event: str, client_address: str | None = None) -> Iterator[AuditEntry]:
    """Writes `event` when the block ends, refused when it ends with one of auth's errors.

    Neither addresses of mail nor passwords nor tokens are written: an account is named by its id, or not at all.
    """
    entry = AuditEntry()
    try:
        yield entry
    except AuthError as error:
        _write(event, "refused", error.user_id, entry.session_id, client_address, error.reason)
        if isinstance(error, RefreshTokenReused):
            _write("session.ended", "success", error.user_id, entry.session_id, client_address, "REFRESH_TOKEN_REUSED")
        raise
    _write(event, "success", entry.user_id, entry.session_id, client_address, None)


def _write(
    event: str,
    outcome: str,
    user_id: UserId | None,
    session_id: SessionId | None,
    client_address: str | None,
    reason: str | None,
) -> None:
    audit(
        event,
        user_id=str(user_id) if user_id else None,
        outcome=outcome,
        session_id=str(session_id) if session_id else None,
        client_address=client_address,
        reason=reason,
    )
