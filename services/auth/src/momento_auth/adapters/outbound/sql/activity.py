"""Events in the table `activity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import activity
from momento_auth.domain.audit.event import AccountEvent
from momento_auth.domain.identifiers import EventId, SessionId, UserId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from momento_auth.adapters.outbound.sql.database import Database


class SqlActivity:
    """Implements `Activity`; an id that is there already is refused by the primary key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, event: AccountEvent) -> bool:
        """Inserts."""
        if event.user_id is None:
            raise ValueError("An event that concerns nobody's account is in nobody's history.")
        try:
            with self._database.writing() as connection:
                connection.execute(insert(activity).values(_values(event, event.user_id)))
        except IntegrityError:
            return False
        return True

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[AccountEvent]:
        """By the primary key, backwards."""
        statement = select(activity).where(activity.c.user_id == str(user_id))
        if before is not None:
            statement = statement.where(activity.c.event_id < str(before))
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(activity.c.event_id.desc()).limit(most)).all()
        return list(map(_event, rows))

    def forget(self, before: datetime) -> None:
        """Deletes."""
        with self._database.writing() as connection:
            connection.execute(delete(activity).where(activity.c.at < before))


def _values(event: AccountEvent, user_id: UserId) -> dict[str, object]:
    return {
        "user_id": str(user_id),
        "event_id": str(event.event_id),
        "at": event.at,
        "event": event.event,
        "outcome": event.outcome,
        "session_id": str(event.session_id) if event.session_id else None,
        "client_address": event.client_address,
        "reason": event.reason,
    }


def _event(row: Row[*tuple[object, ...]]) -> AccountEvent:
    return AccountEvent(
        event_id=EventId(row.event_id),
        at=row.at,
        event=row.event,
        outcome=row.outcome,
        user_id=UserId(row.user_id),
        session_id=SessionId(row.session_id) if row.session_id else None,
        client_address=row.client_address,
        reason=row.reason,
    )
