from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import AccountUnknown, EmailTaken, LastAdministrator
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.accounts.quota import Quota
from momento_auth.domain.accounts.role import Role

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


ADMINISTRATOR = AccountChange(role=Role.ADMINISTRATOR)
MEMBER = AccountChange(role=Role.MEMBER)


def kept(accounts: Accounts, *emails: str) -> list[Account]:
    made = [account(email) for email in emails]
    for each in made:
        accounts.add(each)
    return made


def test_a_change_is_kept_and_says_what_was_before(accounts: Accounts) -> None:
    [ada] = kept(accounts, "ada@example.org")
    everything = AccountChange(role=Role.ADMINISTRATOR, quota=Quota(2**40))
    changed = accounts.change(ada.user_id, everything, START)
    assert (changed.before, changed.after) == (ada, replace(ada, role=Role.ADMINISTRATOR, quota=Quota(2**40)))
    assert accounts.find(ada.user_id) == changed.after
    with pytest.raises(AccountUnknown):
        accounts.change(IDENTIFIERS.user_id(), everything, START)


def test_an_account_is_disabled_from_the_first_time_on_until_it_is_enabled(accounts: Accounts) -> None:
    [ada] = kept(accounts, "ada@example.org")
    for moment in (START, START + timedelta(hours=1)):
        assert accounts.change(ada.user_id, AccountChange(disabled=True), moment).after.disabled_at == START
    assert accounts.change(ada.user_id, AccountChange(disabled=False), START).after == ada


def test_of_administrators_who_all_leave_at_once_one_stays(accounts: Accounts) -> None:
    people = kept(accounts, *(f"{number}@example.org" for number in range(6)))
    for each in people:
        accounts.change(each.user_id, ADMINISTRATOR, START)

    def leave(each: Account) -> bool:
        try:
            accounts.change(each.user_id, MEMBER, START)
        except LastAdministrator:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        left = list(pool.map(leave, people))
    assert left.count(False) == 1
    assert accounts.have_administrator()


def test_a_disabled_administrator_administers_nothing(accounts: Accounts) -> None:
    ada, bob = kept(accounts, "ada@example.org", "bob@example.org")
    assert not accounts.have_administrator()
    accounts.change(ada.user_id, replace(ADMINISTRATOR, disabled=True), START)
    assert not accounts.have_administrator()
    accounts.change(bob.user_id, ADMINISTRATOR, START)
    with pytest.raises(LastAdministrator):
        accounts.change(bob.user_id, AccountChange(disabled=True), START)


def test_accounts_come_page_by_page_and_by_a_part_of_their_address(accounts: Accounts) -> None:
    people = kept(accounts, "ada@example.org", "bob_1@example.org", "bobx1@STRASSE.example")
    assert list(accounts.page("", None, 2)) == people[:2]
    assert list(accounts.page("", people[1].user_id, 2)) == people[2:]
    assert list(accounts.page("b_1", None, 9)) == [people[1]]
    assert list(accounts.page("@strasse", None, 9)) == [people[2]]
    assert list(accounts.page("%", None, 9)) == []


def test_the_last_sign_in_is_noted(accounts: Accounts) -> None:
    [ada] = kept(accounts, "ada@example.org")
    accounts.signed_in(ada.user_id, START)
    found = accounts.find(ada.user_id)
    assert found is not None
    assert found.last_sign_in_at == START
