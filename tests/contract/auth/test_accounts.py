from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.domain.account import Account, DisplayName, EmailAddress
from momento_auth.domain.errors import EmailTaken
from momento_auth.domain.password import PasswordHash

from tests.fakes.auth.accounts import InMemoryAccounts
from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.accounts import Accounts

IDENTIFIERS = CountingIdentifiers()


@pytest.fixture
def accounts(database: Database | None) -> Accounts:
    return SqlAccounts(database) if database else InMemoryAccounts()


def account(email: str = "Ada@Example.org") -> Account:
    return Account(
        user_id=IDENTIFIERS.user_id(),
        email=EmailAddress(email),
        display_name=DisplayName("Ada 👩‍💻"),
        password_hash=PasswordHash("first"),
        created_at=START,
    )


def test_an_account_is_found_as_it_was_kept(accounts: Accounts) -> None:
    ada = account()
    accounts.add(ada)
    found = accounts.find(ada.user_id)
    assert found == ada
    assert found.email.as_typed == "Ada@Example.org"


def test_an_account_is_found_by_its_address_in_any_case(accounts: Accounts) -> None:
    ada = account("Ada@Straße.example")
    accounts.add(ada)
    assert accounts.find_by_email(EmailAddress("ADA@STRASSE.EXAMPLE")) == ada


def test_nobody_is_found_where_nobody_is(accounts: Accounts) -> None:
    assert accounts.find(IDENTIFIERS.user_id()) is None
    assert accounts.find_by_email(EmailAddress("nobody@example.org")) is None


def test_an_address_is_taken_in_any_case(accounts: Accounts) -> None:
    ada = account()
    accounts.add(ada)
    with pytest.raises(EmailTaken):
        accounts.add(account("ADA@EXAMPLE.ORG"))
    assert accounts.find_by_email(ada.email) == ada


def test_of_many_accounts_for_one_address_exactly_one_is_kept(accounts: Accounts) -> None:
    def add(candidate: Account) -> bool:
        try:
            accounts.add(candidate)
        except EmailTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(add, [account() for _ in range(24)]))
    assert kept.count(True) == 1


def test_a_hash_is_replaced(accounts: Accounts) -> None:
    ada = account()
    accounts.add(ada)
    assert accounts.replace_password_hash(ada.user_id, PasswordHash("first"), PasswordHash("second"))
    assert accounts.find(ada.user_id) == replace(ada, password_hash=PasswordHash("second"))


def test_a_hash_that_has_changed_in_between_stays(accounts: Accounts) -> None:
    ada = account()
    accounts.add(ada)
    assert not accounts.replace_password_hash(ada.user_id, PasswordHash("other"), PasswordHash("second"))
    assert accounts.find(ada.user_id) == ada


def test_replacing_one_hash_leaves_other_accounts_alone(accounts: Accounts) -> None:
    ada, bob = account(), account("bob@example.org")
    accounts.add(ada)
    accounts.add(bob)
    accounts.replace_password_hash(ada.user_id, PasswordHash("first"), PasswordHash("second"))
    assert accounts.find(bob.user_id) == bob


def test_an_account_is_closed_once_and_reopened_by_who_knows_when_that_was(accounts: Accounts) -> None:
    ada = account("closing@example.org")
    accounts.add(ada)
    assert accounts.close(ada.user_id, START)
    assert not accounts.close(ada.user_id, START + timedelta(seconds=1))
    assert accounts.find(ada.user_id) == replace(ada, closed_at=START)
    assert not accounts.reopen(ada.user_id, START + timedelta(seconds=1))
    assert accounts.reopen(ada.user_id, START)
    assert not accounts.reopen(ada.user_id, START)
    assert accounts.find(ada.user_id) == ada


def test_accounts_that_were_closed_before_a_moment_are_listed_oldest_first(accounts: Accounts) -> None:
    people = [account(f"{number}-leaving@example.org") for number in range(3)]
    for number, person in enumerate(people):
        accounts.add(person)
        accounts.close(person.user_id, START + timedelta(seconds=3 - number))
    ids = [person.user_id for person in people]
    assert accounts.closed_before(START + timedelta(seconds=3), 10) == [ids[2], ids[1]]
    assert accounts.closed_before(START + timedelta(seconds=9), 2) == [ids[2], ids[1]]


def test_an_erased_account_names_nobody_and_its_address_is_free(accounts: Accounts) -> None:
    ada = account("erased@example.org")
    accounts.add(ada)
    accounts.erase(ada.user_id, PasswordHash("nobody's"), START)
    assert accounts.find(ada.user_id) == ada
    accounts.close(ada.user_id, START)
    for _ in range(2):
        accounts.erase(ada.user_id, PasswordHash("nobody's"), START)
    left = accounts.find(ada.user_id)
    assert left is not None
    assert (left.display_name.text, left.email.as_typed) == ("erased", f"{ada.user_id}@erased.invalid")
    assert left.password_hash == PasswordHash("nobody's")
    assert accounts.closed_before(START + timedelta(days=1), 10) == []
    assert not accounts.reopen(ada.user_id, START)
    accounts.add(account("erased@example.org"))
