"""Invitations in the table `invitations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from momento_auth.adapters.outbound.sql.tables import invitations

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.domain.registration import Invitation


class SqlInvitations:
    """Implements `Invitations`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, invitation: Invitation) -> None:
        """Inserts."""
        values = {
            "digest": invitation.digest,
            "created_at": invitation.created_at,
            "expires_at": invitation.expires_at,
        }
        with self._database.writing() as connection:
            connection.execute(delete(invitations).where(invitations.c.expires_at < invitation.created_at))
            connection.execute(insert(invitations).values(values))

    def use(self, digest: bytes, now: datetime) -> bool:
        """Sets the moment of use, where there is none and time is left."""
        good = (invitations.c.digest == digest) & invitations.c.used_at.is_(None) & (invitations.c.expires_at > now)
        with self._database.writing() as connection:
            return connection.execute(update(invitations).where(good).values(used_at=now)).rowcount == 1

    def give_back(self, digest: bytes) -> None:
        """Removes the moment of use."""
        with self._database.writing() as connection:
            connection.execute(update(invitations).where(invitations.c.digest == digest).values(used_at=None))
