"""Sessions in the table `sessions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, insert, select, update

from momento_auth.adapters.outbound.sql.tables import sessions
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.session import EndReason, Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from momento_auth.adapters.outbound.sql.database import Database

_BY_ID: Final = select(sessions).where(sessions.c.session_id == bindparam("session_id"))
"""Asked with every token: made once, it takes half of the CPU."""


class SqlSessions:
    """Implements `Sessions`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session: Session) -> None:
        """Inserts."""
        with self._database.writing() as connection:
            connection.execute(insert(sessions).values(_values(session)))

    def find(self, session_id: SessionId) -> Session | None:
        """By primary key."""
        with self._database.reading() as connection:
            row = connection.execute(_BY_ID, {"session_id": str(session_id)}).one_or_none()
        return None if row is None else _session(row)

    def renew(self, renewed: Session) -> bool:
        """Compares the current token and sets the new one."""
        statement = (
            update(sessions)
            .where(sessions.c.session_id == str(renewed.session_id))
            .where(sessions.c.token_digest == renewed.previous_digest)
            .where(sessions.c.ended_at.is_(None))
            .values(
                token_digest=renewed.token_digest,
                previous_digest=renewed.previous_digest,
                successor_nonce=renewed.successor_nonce,
                renewed_by=renewed.renewed_by,
                repeated=False,
                last_used_at=renewed.last_used_at,
            )
        )
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def repeat(self, renewed: Session) -> bool:
        """Compares the current token and sets the mark where there is none."""
        statement = (
            update(sessions)
            .where(sessions.c.session_id == str(renewed.session_id))
            .where(sessions.c.token_digest == renewed.token_digest)
            .where(sessions.c.repeated.is_(False))
            .where(sessions.c.ended_at.is_(None))
            .values(repeated=True)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def prove(self, session_id: SessionId, now: datetime) -> None:
        """Sets the moment."""
        proving = update(sessions).where(sessions.c.session_id == str(session_id)).values(proved_at=now)
        with self._database.writing() as connection:
            connection.execute(proving)

    def end(self, session_id: SessionId, now: datetime, reason: EndReason) -> bool:
        """Sets the end unless there is one."""
        alive = (sessions.c.session_id == str(session_id)) & sessions.c.ended_at.is_(None)
        with self._database.writing() as connection:
            ending = update(sessions).where(alive).values(ended_at=now, end_reason=reason.value)
            return connection.execute(ending).rowcount == 1

    def of(self, user_id: UserId) -> Sequence[Session]:
        """By the index on the account."""
        statement = (
            select(sessions)
            .where(sessions.c.user_id == str(user_id))
            .where(sessions.c.ended_at.is_(None))
            .order_by(sessions.c.last_used_at.desc(), sessions.c.session_id.desc())
        )
        with self._database.reading() as connection:
            return list(map(_session, connection.execute(statement)))

    def end_others(self, user_id: UserId, kept: SessionId, now: datetime, reason: EndReason) -> Sequence[SessionId]:
        """Sets the end where there is none."""
        return self._end_where(_own(user_id) & (sessions.c.session_id != str(kept)), now, reason)

    def end_all(self, user_id: UserId, now: datetime, reason: EndReason) -> Sequence[SessionId]:
        """Sets the end where there is none."""
        return self._end_where(_own(user_id), now, reason)

    def ended_since(self, moment: datetime) -> Sequence[SessionId]:
        """By the index on the end."""
        statement = select(sessions.c.session_id).where(sessions.c.ended_at >= moment)
        with self._database.reading() as connection:
            return [SessionId(session_id) for session_id in connection.execute(statement).scalars()]

    def forget(self, created_before: datetime) -> None:
        """Deletes."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.created_at < created_before))

    def _end_where(self, condition: ColumnElement[bool], now: datetime, reason: EndReason) -> Sequence[SessionId]:
        ending = update(sessions).where(condition & sessions.c.ended_at.is_(None))
        statement = ending.values(ended_at=now, end_reason=reason.value).returning(sessions.c.session_id)
        with self._database.writing() as connection:
            return [SessionId(session_id) for session_id in connection.execute(statement).scalars()]


def _own(user_id: UserId) -> ColumnElement[bool]:
    return sessions.c.user_id == str(user_id)


def _values(session: Session) -> dict[str, object]:
    return {
        "session_id": str(session.session_id),
        "user_id": str(session.user_id),
        "client_address": session.client.address,
        "user_agent": session.client.user_agent,
        "created_at": session.created_at,
        "last_used_at": session.last_used_at,
        "family_digest": session.family_digest,
        "token_digest": session.token_digest,
        "previous_digest": session.previous_digest,
        "successor_nonce": session.successor_nonce,
        "renewed_by": session.renewed_by,
        "repeated": session.repeated,
        "ended_at": session.ended_at,
        "end_reason": session.end_reason and session.end_reason.value,
        "proved_at": session.proved_at,
    }


def _session(row: Row[*tuple[object, ...]]) -> Session:
    return Session(
        session_id=SessionId(row.session_id),
        user_id=UserId(row.user_id),
        client=Client(row.client_address, row.user_agent),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        family_digest=row.family_digest,
        token_digest=row.token_digest,
        previous_digest=row.previous_digest,
        successor_nonce=row.successor_nonce,
        renewed_by=row.renewed_by,
        repeated=row.repeated,
        ended_at=row.ended_at,
        end_reason=row.end_reason and EndReason(row.end_reason),
        proved_at=row.proved_at,
    )
