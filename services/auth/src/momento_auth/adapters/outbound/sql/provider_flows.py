"""Journeys to the provider in the table `provider_flows`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from momento_auth.adapters.outbound.sql.tables import provider_flows
from momento_auth.domain.identifiers import UserId
from momento_auth.domain.sso.flow import ProviderFlow

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.adapters.outbound.sql.database import Database


class SqlProviderFlows:
    """Implements `ProviderFlows`; taking is one deletion, which only one can make."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, flow: ProviderFlow, now: datetime) -> None:
        """Inserts."""
        values = {
            "digest": flow.digest,
            "expires_at": flow.expires_at,
            "user_id": str(flow.user_id) if flow.user_id else None,
        }
        with self._database.writing() as connection:
            # Leaves out rows that another process is about to drop, since two that wait for each other wait forever.
            over = select(provider_flows.c.digest).where(provider_flows.c.expires_at <= now)
            over = over.with_for_update(skip_locked=True)
            connection.execute(delete(provider_flows).where(provider_flows.c.digest.in_(over)))
            connection.execute(insert(provider_flows).values(values))

    def take(self, digest: bytes, now: datetime) -> ProviderFlow | None:
        """Deletes, and reads what was deleted."""
        taking = delete(provider_flows).where(provider_flows.c.digest == digest)
        with self._database.writing() as connection:
            row = connection.execute(
                taking.returning(provider_flows.c.expires_at, provider_flows.c.user_id)
            ).one_or_none()
        if row is None or row.expires_at <= now:
            return None
        user_id = UserId(row.user_id) if row.user_id else None
        return ProviderFlow(digest=digest, expires_at=row.expires_at, user_id=user_id)

    def drop_of(self, user_id: UserId) -> None:
        """Deletes; rows live ten minutes, so that there are few to look through."""
        with self._database.writing() as connection:
            connection.execute(delete(provider_flows).where(provider_flows.c.user_id == str(user_id)))
