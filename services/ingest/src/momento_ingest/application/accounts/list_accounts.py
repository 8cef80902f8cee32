"""Who has an account, and how much each has stored: what administrators see of others, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_ingest.application.ports.administration import (
        AccountChange,
        AdministeredAccount,
        Administration,
    )
    from momento_ingest.application.ports.catalog import Catalog, Usage
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.domain.uploads.capacity import Capacity


@dataclass(frozen=True, slots=True)
class Person:
    """An account with what it stores; `quota_bytes` is what it may, 0 for no limit."""

    account: AdministeredAccount
    usage: Usage
    quota_bytes: int


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Some people; `next_cursor` is None on the last page."""

    people: tuple[Person, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ListPeople:
    """Asks auth for accounts and the catalog for their sizes; both decide on the administrator's own token."""

    administration: Administration
    catalog: Catalog
    capacity: Capacity

    async def __call__(self, caller: Caller, address_part: str, cursor: str, limit: int) -> AccountsPage:
        """At most `limit` people, which is below 100; the cursor is the id of the last one before.

        Raises:
            Unauthenticated, Forbidden: the caller administers nothing (any more).
            Unavailable: one of the services does not answer.
        """
        # One more than a page holds tells whether there is a next one.
        found = await self.administration.accounts(caller.token, address_part, cursor, limit + 1)
        people = await self._with_usage(caller, found[:limit])
        return AccountsPage(people, people[-1].account.user.user_id.value if len(found) > limit else None)

    async def change(self, caller: Caller, user_id: str, change: AccountChange) -> Person:
        """The person after a change; raises as `Administration.change`."""
        changed = await self.administration.change(caller.token, user_id, change)
        return (await self._with_usage(caller, [changed]))[0]

    async def _with_usage(self, caller: Caller, accounts: Sequence[AdministeredAccount]) -> tuple[Person, ...]:
        usages = await self.catalog.usages(caller.token, [account.user.user_id for account in accounts])
        return tuple(
            Person(account, usage, self.capacity.quota(account.quota_bytes))
            for account, usage in zip(accounts, usages, strict=True)
        )
