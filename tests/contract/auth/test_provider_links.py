from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.provider_links import SqlProviderLinks
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import EmailTaken
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.sso.errors import ProviderIdentityTaken
from momento_auth.domain.sso.provider import ProviderLink, Subject

from tests.fakes.auth.accounts import InMemoryAccounts
from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.provider_links import InMemoryProviderLinks

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.provider_links import ProviderLinks

IDENTIFIERS = CountingIdentifiers()
Kept = tuple["Accounts", "ProviderLinks"]


@pytest.fixture
def kept(database: Database | None) -> Kept:
    if database:
        return SqlAccounts(database), SqlProviderLinks(database)
    accounts = InMemoryAccounts()
    return accounts, InMemoryProviderLinks(accounts)


def account(email: str = "ada@example.org") -> Account:
    return Account(
        user_id=IDENTIFIERS.user_id(),
        email=EmailAddress(email),
        display_name=DisplayName("Ada"),
        password_hash=None,
        created_at=START,
    )


def link(owner: Account, name: str = "ada-1") -> ProviderLink:
    subject = Subject("https://login.example", name)
    return ProviderLink(subject=subject, user_id=owner.user_id, email=owner.email, linked_at=START)


def test_a_new_account_and_its_link_are_kept_together(kept: Kept) -> None:
    accounts, links = kept
    ada = account()
    links.add_account(ada, link(ada))
    assert accounts.find(ada.user_id) == ada
    assert links.find(link(ada).subject) == links.of(ada.user_id) == link(ada)


def test_the_same_name_at_another_issuer_is_somebody_else(kept: Kept) -> None:
    _, links = kept
    ada = account()
    links.add_account(ada, link(ada))
    assert links.find(Subject("https://other.example", "ada-1")) is None


def test_an_account_without_a_password_gets_one_and_only_once(kept: Kept) -> None:
    accounts, links = kept
    ada = account()
    links.add_account(ada, link(ada))
    assert accounts.replace_password_hash(ada.user_id, None, PasswordHash("first"))
    assert not accounts.replace_password_hash(ada.user_id, None, PasswordHash("second"))
    assert accounts.find(ada.user_id) == replace(ada, password_hash=PasswordHash("first"))


def test_neither_is_kept_when_the_address_is_taken(kept: Kept) -> None:
    accounts, links = kept
    accounts.add(account())
    second = account()
    with pytest.raises(EmailTaken):
        links.add_account(second, link(second))
    assert links.find(link(second).subject) is None


def test_neither_is_kept_when_the_person_is_known(kept: Kept) -> None:
    accounts, links = kept
    ada, other = account(), account("other@example.org")
    links.add_account(ada, link(ada))
    with pytest.raises(ProviderIdentityTaken):
        links.add_account(other, link(other))
    assert accounts.find(other.user_id) is None


def test_of_eight_first_visits_at_once_one_makes_the_account(kept: Kept) -> None:
    _, links = kept

    def visit(_: int) -> bool:
        ada = account()
        try:
            links.add_account(ada, link(ada))
        except (ProviderIdentityTaken, EmailTaken):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(visit, range(8))) == 1


def test_one_link_for_a_person_and_one_for_an_account(kept: Kept) -> None:
    accounts, links = kept
    ada, other = account(), account("other@example.org")
    for each in (ada, other):
        accounts.add(each)
    links.add(link(ada))
    for taken in (link(other), link(ada, "ada-2")):
        with pytest.raises(ProviderIdentityTaken):
            links.add(taken)


def test_a_link_is_removed_once_and_can_be_made_again(kept: Kept) -> None:
    accounts, links = kept
    ada = account()
    accounts.add(ada)
    links.add(link(ada))
    assert links.remove(ada.user_id)
    assert not links.remove(ada.user_id)
    assert links.of(ada.user_id) is None
    links.add(link(ada))
