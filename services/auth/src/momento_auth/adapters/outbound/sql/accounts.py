"""Accounts in the table `accounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.tables import (
    accounts,
    activity,
    api_keys,
    challenges,
    passkeys,
    provider_flows,
    provider_links,
    recovery_codes,
    sessions,
    totps,
)
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.account_change import ChangedAccount
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import AccountUnknown, EmailTaken, LastAdministrator
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.accounts.quota import Quota
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.identifiers import UserId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.domain.accounts.account_change import AccountChange


_NOBODY: Final = "erased"
_PERSONAL: Final = (
    (sessions, {"client_address": "", "user_agent": "", "renewed_by": None}),
    (activity, {"client_address": ""}),
    (api_keys, {"name": _NOBODY}),
)
"""Where else something names a person, and what stands there afterwards; a new table that does is added here."""
_WAYS_IN: Final = (provider_links, provider_flows, totps, passkeys, recovery_codes, challenges)
"""What opens the account to a person: nothing of it stays."""
_BY_ID: Final = select(accounts).where(accounts.c.user_id == bindparam("user_id"))
_BY_ADDRESS: Final = select(accounts).where(accounts.c.email_folded == bindparam("email_folded"))


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
        return self._find(_BY_ID, user_id=str(user_id))

    def find_by_email(self, email: EmailAddress) -> Account | None:
        """By the folded address."""
        return self._find(_BY_ADDRESS, email_folded=email.folded)

    def change(self, user_id: UserId, change: AccountChange, now: datetime) -> ChangedAccount:
        """Reads and writes while no other process is in here: of two administrators who leave at once, one stays."""
        with self._database.alone() as connection:
            row = connection.execute(select(accounts).where(accounts.c.user_id == str(user_id))).one_or_none()
            if row is None:
                raise AccountUnknown("There is no such account.")
            before = _account(row)
            after = change.applied(before, now)
            if before.administers and not after.administers and not _others_administer(connection, user_id):
                raise LastAdministrator("This is the only administrator; make somebody else one first.")
            connection.execute(update(accounts).where(accounts.c.user_id == str(user_id)).values(_validation(after)))
        return ChangedAccount(before, after)

    def page(self, address_part: str, after: UserId | None, limit: int) -> Sequence[Account]:
        """By primary key, looking at each folded address on the way."""
        statement = select(accounts).order_by(accounts.c.user_id).limit(limit)
        if after is not None:
            statement = statement.where(accounts.c.user_id > str(after))
        if address_part:
            statement = statement.where(accounts.c.email_folded.contains(address_part, autoescape=True))
        with self._database.reading() as connection:
            return list(map(_account, connection.execute(statement)))

    def have_administrator(self) -> bool:
        """Whether there is a row of one."""
        with self._database.reading() as connection:
            return connection.execute(select(accounts.c.user_id).where(_administers()).limit(1)).first() is not None

    def signed_in(self, user_id: UserId, now: datetime) -> None:
        """Sets the moment."""
        with self._database.writing() as connection:
            noting = update(accounts).where(accounts.c.user_id == str(user_id)).values(last_sign_in_at=now)
            connection.execute(noting)

    def replace_password_hash(self, user_id: UserId, former: PasswordHash | None, replacement: PasswordHash) -> bool:
        """Compares and sets in one statement."""
        unchanged = (accounts.c.user_id == str(user_id)) & (accounts.c.password_hash == _encoded(former))
        with self._database.writing() as connection:
            replacing = update(accounts).where(unchanged).values(password_hash=replacement.encoded)
            return connection.execute(replacing).rowcount == 1

    def close(self, user_id: UserId, now: datetime) -> bool:
        """Sets the moment unless there is one."""
        open_one = (accounts.c.user_id == str(user_id)) & accounts.c.closed_at.is_(None)
        with self._database.writing() as connection:
            return connection.execute(update(accounts).where(open_one).values(closed_at=now)).rowcount == 1

    def reopen(self, user_id: UserId, closed_at: datetime) -> bool:
        """Takes the moment away unless it is another, or too late."""
        closed = (accounts.c.user_id == str(user_id)) & (accounts.c.closed_at == closed_at)
        with self._database.writing() as connection:
            reopening = update(accounts).where(closed & accounts.c.erased_at.is_(None)).values(closed_at=None)
            return connection.execute(reopening).rowcount == 1

    def closed_before(self, moment: datetime, limit: int) -> Sequence[UserId]:
        """By the index on the moment."""
        due = (accounts.c.closed_at < moment) & accounts.c.erased_at.is_(None)
        statement = select(accounts.c.user_id).where(due).order_by(accounts.c.closed_at).limit(limit)
        with self._database.reading() as connection:
            return [UserId(user_id) for user_id in connection.execute(statement).scalars()]

    def erase(self, user_id: UserId, password_hash: PasswordHash, now: datetime) -> None:
        """In one transaction."""
        whose = str(user_id)
        nobody = {"email": _nobody(whose), "email_folded": _nobody(whose), "display_name": _NOBODY}
        closed = (accounts.c.user_id == whose) & accounts.c.closed_at.is_not(None) & accounts.c.erased_at.is_(None)
        erasing = update(accounts).where(closed).values(**nobody, password_hash=password_hash.encoded, erased_at=now)
        with self._database.writing() as connection:
            if not connection.execute(erasing).rowcount:
                return
            for table, blank in _PERSONAL:
                connection.execute(update(table).where(table.c.user_id == whose).values(**blank))
            for table in _WAYS_IN:
                connection.execute(delete(table).where(table.c.user_id == whose))

    def _find(self, statement: Select[*tuple[Any, ...]], **named: str) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(statement, named).one_or_none()
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
        "closed_at": account.closed_at,
        "last_sign_in_at": account.last_sign_in_at,
        **_validation(account),
    }


def _nobody(user_id: str) -> str:
    """An address at which there can be no mail (RFC 2606), one for each account."""
    return f"{user_id}@erased.invalid"


def _validation(account: Account) -> dict[str, object]:
    """What administrators change."""
    return {
        "role": account.role.value,
        "disabled_at": account.disabled_at,
        "quota_bytes": account.quota.size_bytes,
    }


def _administers() -> ColumnElement[bool]:
    return (
        (accounts.c.role == Role.ADMINISTRATOR.value)
        & accounts.c.disabled_at.is_(None)
        & accounts.c.closed_at.is_(None)
    )


def _others_administer(connection: Connection, user_id: UserId) -> bool:
    others = select(accounts.c.user_id).where(_administers() & (accounts.c.user_id != str(user_id))).limit(1)
    return connection.execute(others).first() is not None


def _account(row: Row[*tuple[object, ...]]) -> Account:
    return Account(
        user_id=UserId(row.user_id),
        email=EmailAddress(row.email),
        display_name=DisplayName(row.display_name),
        password_hash=PasswordHash(row.password_hash) if row.password_hash else None,
        created_at=row.created_at,
        closed_at=row.closed_at,
        role=Role(row.role),
        disabled_at=row.disabled_at,
        quota=Quota(row.quota_bytes),
        last_sign_in_at=row.last_sign_in_at,
    )


def _encoded(password_hash: PasswordHash | None) -> str:
    # No hash is empty. The column stays as it is, since SQLite would have to copy the table that all others point to.
    return password_hash.encoded if password_hash else ""
