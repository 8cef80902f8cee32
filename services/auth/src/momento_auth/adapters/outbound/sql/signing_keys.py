"""Sealed signing keys in the table `signing_keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import signing_keys
from momento_auth.application.ports.signing_keys import SealedKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.adapters.outbound.sql.database import Database


class SqlSigningKeys:
    """Implements `SigningKeys`; a unique index on the generation decides races."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: SealedKey) -> bool:
        """Inserts unless the generation is taken."""
        values = {
            "key_id": key.key_id,
            "generation": key.generation,
            "public_jwk": key.public_jwk,
            "sealed_private": key.sealed_private,
            "created_at": key.created_at,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(signing_keys).values(values))
        except IntegrityError:
            return False
        return True

    def remove(self, key_id: str) -> bool:
        """Deletes."""
        with self._database.writing() as connection:
            return connection.execute(delete(signing_keys).where(signing_keys.c.key_id == key_id)).rowcount == 1

    def newest_first(self) -> Sequence[SealedKey]:
        """All rows, by falling generation."""
        with self._database.reading() as connection:
            rows = connection.execute(select(signing_keys).order_by(signing_keys.c.generation.desc())).all()
        return [SealedKey(**row._mapping) for row in rows]  # noqa: SLF001  # SQLAlchemy's public name for a row as mapping
