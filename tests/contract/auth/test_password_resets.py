from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.password_resets import SqlPasswordResets
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.accounts.password_reset import PasswordReset, reset_digest
from momento_auth.domain.identifiers import UserId

from tests.fakes.auth.clock import START
from tests.fakes.auth.password_resets import InMemoryPasswordResets

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.password_resets import PasswordResets

HOUR = timedelta(hours=1)
ADA, BOB = UserId("01m80gb91p692ex4de2zsjs4vz"), UserId("01m80gb91p692ex4de2zsjs4w0")


@pytest.fixture
def resets(database: Database | None) -> PasswordResets:
    if database is None:
        return InMemoryPasswordResets()
    for user_id in (ADA, BOB):
        email = EmailAddress(f"{user_id}@example.org")
        SqlAccounts(database).add(
            Account(
                user_id=user_id,
                email=email,
                display_name=DisplayName("Ada"),
                password_hash=PasswordHash("hash"),
                created_at=START,
            )
        )
    return SqlPasswordResets(database)


def reset(text: str, user_id: UserId = ADA) -> PasswordReset:
    return PasswordReset(reset_digest(text), user_id, START, START + HOUR)


def test_a_link_says_whose_it_is_until_it_is_used_or_over(resets: PasswordResets) -> None:
    resets.add(reset("link"))
    assert resets.find(reset_digest("link"), START) == ADA
    assert resets.find(reset_digest("other"), START) is None
    assert resets.find(reset_digest("link"), START + HOUR) is None
    assert not resets.use(reset_digest("link"), START + HOUR)
    assert resets.use(reset_digest("link"), START)
    assert resets.find(reset_digest("link"), START) is None


def test_of_twenty_who_come_with_one_link_exactly_one_may_use_it(resets: PasswordResets) -> None:
    resets.add(reset("link"))
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: resets.use(reset_digest("link"), START), range(20)))
    assert outcomes.count(True) == 1


def test_a_new_link_takes_the_place_of_the_accounts_others(resets: PasswordResets) -> None:
    for each in (reset("first"), reset("bobs", BOB), reset("second")):
        resets.add(each)
    assert [resets.find(reset_digest(text), START) for text in ("first", "bobs", "second")] == [None, BOB, ADA]


def test_all_links_of_an_account_are_dropped(resets: PasswordResets) -> None:
    resets.add(reset("link"))
    resets.add(reset("bobs", BOB))
    resets.drop(ADA)
    assert [resets.find(reset_digest(text), START) for text in ("link", "bobs")] == [None, BOB]
