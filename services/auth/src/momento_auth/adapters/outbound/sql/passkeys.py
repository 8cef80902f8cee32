"""Passkeys in the table `passkeys`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import passkeys
from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.identifiers import UserId
from momento_auth.domain.mfa.errors import PasskeyTaken
from momento_auth.domain.mfa.passkey import Credential, Passkey, PasskeyId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from momento_auth.adapters.outbound.sql.database import Database


class SqlPasskeys:
    """Implements `Passkeys`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, passkey: Passkey) -> None:
        """Inserts; a unique index on the credential decides races."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(passkeys).values(_values(passkey)))
        except IntegrityError as error:
            raise PasskeyTaken("This passkey is registered already; take another one.") from error

    def of(self, user_id: UserId) -> Sequence[Passkey]:
        """By the index on the account."""
        newest_first = (passkeys.c.created_at.desc(), passkeys.c.passkey_id.desc())
        statement = select(passkeys).where(passkeys.c.user_id == str(user_id)).order_by(*newest_first)
        with self._database.reading() as connection:
            return list(map(_passkey, connection.execute(statement)))

    def find_by_credential(self, credential_id: bytes) -> Passkey | None:
        """By the index on the credential."""
        statement = select(passkeys).where(passkeys.c.credential_id == credential_id)
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else _passkey(row)

    def used(self, passkey: Passkey, sign_count: int, now: datetime) -> bool:
        """Sets the count where it is the one that was read."""
        unchanged = passkeys.c.sign_count == passkey.credential.sign_count
        statement = update(passkeys).where(passkeys.c.passkey_id == str(passkey.passkey_id)).where(unchanged)
        with self._database.writing() as connection:
            return connection.execute(statement.values(sign_count=sign_count, last_used_at=now)).rowcount == 1

    def rename(self, user_id: UserId, passkey_id: PasskeyId, name: DisplayName) -> bool:
        """Sets the name."""
        with self._database.writing() as connection:
            renaming = update(passkeys).where(_own(user_id, passkey_id)).values(name=name.text)
            return connection.execute(renaming).rowcount == 1

    def remove(self, user_id: UserId, passkey_id: PasskeyId) -> bool:
        """Deletes."""
        with self._database.writing() as connection:
            return connection.execute(delete(passkeys).where(_own(user_id, passkey_id))).rowcount == 1


def _own(user_id: UserId, passkey_id: PasskeyId) -> ColumnElement[bool]:
    return (passkeys.c.passkey_id == str(passkey_id)) & (passkeys.c.user_id == str(user_id))


def _values(passkey: Passkey) -> dict[str, object]:
    return {
        "passkey_id": str(passkey.passkey_id),
        "user_id": str(passkey.user_id),
        "name": passkey.name.text,
        "credential_id": passkey.credential.credential_id,
        "public_key": passkey.credential.public_key,
        "sign_count": passkey.credential.sign_count,
        "created_at": passkey.created_at,
        "last_used_at": passkey.last_used_at,
    }


def _passkey(row: Row[*tuple[object, ...]]) -> Passkey:
    return Passkey(
        passkey_id=PasskeyId(row.passkey_id),
        user_id=UserId(row.user_id),
        name=DisplayName(row.name),
        credential=Credential(row.credential_id, row.public_key, row.sign_count),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
