"""Accounts in the table `accounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import accounts
from momento_auth.domain.account import Account, DisplayName, EmailAddress, UserId
from momento_auth.domain.errors import EmailTaken
from momento_auth.domain.password import PasswordHash

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row

    from momento_auth.adapters.outbound.sql.database import Database


class SqlAccounts:
    """Implements `Accounts`; a unique index on the folded address decides races."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: Account) -> None:
        """Inserts; raises `EmailTaken`."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(accounts).values(account_values(account)))
        except IntegrityError as error:
            raise EmailTaken("This address has an account already; sign in instead.") from error

    def find(self, user_id: UserId) -> Account | None:
        """By primary key."""
        return self._find(accounts.c.user_id == str(user_id))

    def find_by_email(self, email: EmailAddress) -> Account | None:
        """By the folded address."""
        return self._find(accounts.c.email_folded == email.folded)

    def replace_password_hash(self, user_id: UserId, former: PasswordHash | None, replacement: PasswordHash) -> bool:
        """Compares and sets in one statement."""
        unchanged = (accounts.c.user_id == str(user_id)) & (accounts.c.password_hash == _encoded(former))
        with self._database.writing() as connection:
            replacing = update(accounts).where(unchanged).values(password_hash=replacement.encoded)
            return connection.execute(replacing).rowcount == 1

    def _find(self, condition: ColumnElement[bool]) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(select(accounts).where(condition)).one_or_none()
        return None if row is None else _account(row)


def account_values(account: Account) -> dict[str, object]:
    """The row of an account."""
    return {
        "user_id": str(account.user_id),
        "email": account.email.as_typed,
        "email_folded": account.email.folded,
        "display_name": account.display_name.text,
        "password_hash": _encoded(account.password_hash),
        "created_at": account.created_at,
    }


def _account(row: Row[*tuple[object, ...]]) -> Account:
    return Account(
        user_id=UserId(row.user_id),
        email=EmailAddress(row.email),
        display_name=DisplayName(row.display_name),
        password_hash=PasswordHash(row.password_hash) if row.password_hash else None,
        created_at=row.created_at,
    )


def _encoded(password_hash: PasswordHash | None) -> str:
    # No hash is empty. The column stays as it is, since SQLite would have to copy the table that all others point to.
    return password_hash.encoded if password_hash else ""
