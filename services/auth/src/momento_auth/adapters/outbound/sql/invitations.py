"""Invitations in the table `invitations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from momento_auth.adapters.outbound.sql.tables import invitations
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.registration import Invitation
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.identifiers import UserId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from momento_auth.adapters.outbound.sql.database import Database


class SqlInvitations:
    """Implements `Invitations`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, invitation: Invitation) -> None:
        """Inserts."""
        dropped = invitations.c.expires_at < invitation.created_at
        if invitation.is_setup:
            dropped |= invitations.c.is_setup
        with self._database.writing() as connection:
            connection.execute(delete(invitations).where(dropped))
            connection.execute(insert(invitations).values(_values(invitation)))

    def find(self, digest: bytes, now: datetime) -> Invitation | None:
        """By primary key."""
        with self._database.reading() as connection:
            row = connection.execute(select(invitations).where(_usable(now) & _named(digest))).one_or_none()
        return None if row is None else _invitation(row)

    def usable(self, now: datetime) -> Sequence[Invitation]:
        """All rows; those that have expired are dropped sooner or later, so there are few."""
        newest_first = (invitations.c.created_at.desc(), invitations.c.digest)
        with self._database.reading() as connection:
            rows = connection.execute(select(invitations).where(_usable(now)).order_by(*newest_first))
            return list(map(_invitation, rows))

    def use(self, digest: bytes, now: datetime) -> bool:
        """Sets the moment of use, where there is none and time is left."""
        using = update(invitations).where(_usable(now) & _named(digest)).values(used_at=now)
        with self._database.writing() as connection:
            return connection.execute(using).rowcount == 1

    def give_back(self, digest: bytes) -> None:
        """Removes the moment of use."""
        with self._database.writing() as connection:
            connection.execute(update(invitations).where(_named(digest)).values(used_at=None))

    def revoke_of(self, user_id: UserId, now: datetime) -> None:
        """Deletes."""
        own = invitations.c.invited_by == str(user_id)
        with self._database.writing() as connection:
            connection.execute(delete(invitations).where(_usable(now) & own))

    def revoke(self, digest: bytes, now: datetime) -> bool:
        """Deletes."""
        with self._database.writing() as connection:
            return connection.execute(delete(invitations).where(_usable(now) & _named(digest))).rowcount == 1


def _usable(now: datetime) -> ColumnElement[bool]:
    return invitations.c.used_at.is_(None) & (invitations.c.expires_at > now)


def _named(digest: bytes) -> ColumnElement[bool]:
    return invitations.c.digest == digest


def _values(invitation: Invitation) -> dict[str, object]:
    return {
        "digest": invitation.digest,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "email": invitation.email and invitation.email.as_typed,
        "role": invitation.role.value,
        "is_setup": invitation.is_setup,
        "invited_by": invitation.invited_by and str(invitation.invited_by),
    }


def _invitation(row: Row[*tuple[object, ...]]) -> Invitation:
    return Invitation(
        digest=bytes(row.digest),
        created_at=row.created_at,
        expires_at=row.expires_at,
        email=row.email and EmailAddress(row.email),
        role=Role(row.role),
        is_setup=row.is_setup,
        invited_by=row.invited_by and UserId(row.invited_by),
    )
