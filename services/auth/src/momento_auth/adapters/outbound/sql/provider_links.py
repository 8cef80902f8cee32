"""Links to people at the provider in the table `provider_links`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from momento_auth.adapters.outbound.sql.accounts import account_values
from momento_auth.adapters.outbound.sql.tables import accounts, provider_links
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import EmailTaken
from momento_auth.domain.identifiers import UserId
from momento_auth.domain.sso.errors import ProviderIdentityTaken
from momento_auth.domain.sso.provider import ProviderLink, Subject

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.domain.accounts.account import Account


class SqlProviderLinks:
    """Implements `ProviderLinks`; primary key and unique index decide races."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, subject: Subject) -> ProviderLink | None:
        """By primary key."""
        return self._find((provider_links.c.issuer == subject.issuer) & (provider_links.c.subject == subject.name))

    def of(self, user_id: UserId) -> ProviderLink | None:
        """By the unique index on the account."""
        return self._find(provider_links.c.user_id == str(user_id))

    def add(self, link: ProviderLink) -> None:
        """Inserts; raises `ProviderIdentityTaken`."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(provider_links).values(_values(link)))
        except IntegrityError as error:
            raise _taken() from error

    def add_account(self, account: Account, link: ProviderLink) -> None:
        """Inserts both in one transaction; raises `ProviderIdentityTaken` or `EmailTaken`."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(accounts).values(account_values(account)))
                connection.execute(insert(provider_links).values(_values(link)))
        except IntegrityError as error:
            if self.find(link.subject) is not None:
                raise _taken() from error
            raise EmailTaken("This address has an account already; sign in instead.") from error

    def remove(self, user_id: UserId) -> bool:
        """Deletes the row."""
        with self._database.writing() as connection:
            removing = delete(provider_links).where(provider_links.c.user_id == str(user_id))
            return connection.execute(removing).rowcount == 1

    def _find(self, condition: ColumnElement[bool]) -> ProviderLink | None:
        with self._database.reading() as connection:
            row = connection.execute(select(provider_links).where(condition)).one_or_none()
        if row is None:
            return None
        return ProviderLink(
            subject=Subject(row.issuer, row.subject),
            user_id=UserId(row.user_id),
            email=EmailAddress(row.email),
            linked_at=row.linked_at,
        )


def _values(link: ProviderLink) -> dict[str, object]:
    return {
        "issuer": link.subject.issuer,
        "subject": link.subject.name,
        "user_id": str(link.user_id),
        "email": link.email.as_typed,
        "linked_at": link.linked_at,
    }


def _taken() -> ProviderIdentityTaken:
    return ProviderIdentityTaken("You are connected to another account here already; sign in by the provider instead.")
