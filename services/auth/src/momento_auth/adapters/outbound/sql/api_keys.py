"""API keys in the table `api_keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select, update

from momento_auth.adapters.outbound.sql.tables import accounts, api_keys
from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.api_keys.api_key import MAX_KEYS, ApiKey
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from momento_auth.adapters.outbound.sql.database import Database


class SqlApiKeys:
    """Implements `ApiKeys`; each change is one conditional statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: ApiKey, most: int = MAX_KEYS) -> bool:
        """Counts and inserts while the row of the account is locked."""
        own = accounts.c.user_id == str(key.user_id)
        standing = (api_keys.c.user_id == str(key.user_id)) & api_keys.c.revoked_at.is_(None)
        with self._database.writing() as connection:
            connection.execute(select(accounts.c.user_id).where(own).with_for_update())
            present = connection.execute(select(func.count()).select_from(api_keys).where(standing)).scalar_one()
            if present < most:
                connection.execute(insert(api_keys).values(_values(key)))
        return present < most

    def find(self, key_id: SessionId) -> ApiKey | None:
        """By primary key."""
        with self._database.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.key_id == str(key_id))).one_or_none()
        return None if row is None else _key(row)

    def of(self, user_id: UserId) -> Sequence[ApiKey]:
        """By the index on the account."""
        standing = (api_keys.c.user_id == str(user_id)) & api_keys.c.revoked_at.is_(None)
        newest_first = (api_keys.c.created_at.desc(), api_keys.c.key_id.desc())
        with self._database.reading() as connection:
            return list(map(_key, connection.execute(select(api_keys).where(standing).order_by(*newest_first))))

    def revoke(self, key_id: SessionId, now: datetime) -> bool:
        """Sets the moment unless there is one."""
        standing = (api_keys.c.key_id == str(key_id)) & api_keys.c.revoked_at.is_(None)
        with self._database.writing() as connection:
            return connection.execute(update(api_keys).where(standing).values(revoked_at=now)).rowcount == 1

    def revoke_all(self, user_id: UserId, now: datetime) -> Sequence[SessionId]:
        """Sets the moment where there is none."""
        standing = (api_keys.c.user_id == str(user_id)) & api_keys.c.revoked_at.is_(None)
        revoking = update(api_keys).where(standing).values(revoked_at=now).returning(api_keys.c.key_id)
        with self._database.writing() as connection:
            return [SessionId(key_id) for key_id in connection.execute(revoking).scalars()]

    def used(self, key_id: SessionId, now: datetime) -> None:
        """Sets the moment unless there is a later one."""
        earlier = or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < now)
        with self._database.writing() as connection:
            connection.execute(
                update(api_keys).where(api_keys.c.key_id == str(key_id)).where(earlier).values(last_used_at=now)
            )

    def revoked_since(self, moment: datetime) -> Sequence[SessionId]:
        """By the index on the revocation."""
        statement = select(api_keys.c.key_id).where(api_keys.c.revoked_at >= moment)
        with self._database.reading() as connection:
            return [SessionId(key_id) for key_id in connection.execute(statement).scalars()]


def _values(key: ApiKey) -> dict[str, object]:
    return {
        "key_id": str(key.key_id),
        "user_id": str(key.user_id),
        "name": key.name.text,
        "scopes": " ".join(sorted(key.scopes)),
        "digest": key.digest,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }


def _key(row: Row[*tuple[object, ...]]) -> ApiKey:
    return ApiKey(
        key_id=SessionId(row.key_id),
        user_id=UserId(row.user_id),
        name=DisplayName(row.name),
        scopes=frozenset(map(Scope, row.scopes.split())),
        digest=row.digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
