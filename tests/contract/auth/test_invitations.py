from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.invitations import SqlInvitations
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.registration import Invitation, digest
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.identifiers import UserId

from tests.fakes.auth.clock import START
from tests.fakes.auth.invitations import InMemoryInvitations

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.invitations import Invitations

HOUR = timedelta(hours=1)


@pytest.fixture
def invitations(database: Database | None) -> Invitations:
    return SqlInvitations(database) if database else InMemoryInvitations()


def test_of_twenty_who_come_with_one_invitation_exactly_one_is_let_in(invitations: Invitations) -> None:
    invitations.add(Invitation.of("come", START, HOUR))
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: invitations.use(digest("come"), START), range(20)))
    assert outcomes.count(True) == 1


def test_an_invitation_that_is_unknown_or_over_is_none(invitations: Invitations) -> None:
    invitations.add(Invitation.of("come", START, HOUR))
    assert not invitations.use(digest("other"), START)
    assert not invitations.use(digest("come"), START + HOUR)
    assert invitations.use(digest("come"), START + HOUR - timedelta(seconds=1))


def test_one_that_came_to_nothing_is_good_again(invitations: Invitations) -> None:
    invitations.add(Invitation.of("come", START, HOUR))
    invitations.add(Invitation.of("other", START, HOUR))
    invitations.use(digest("come"), START)
    invitations.use(digest("other"), START)
    invitations.give_back(digest("come"))
    invitations.give_back(digest("unknown"))
    assert [invitations.use(digest(text), START) for text in ("come", "come", "other", "unknown")] == [
        True,
        False,
        False,
        False,
    ]


def test_what_has_expired_is_dropped_when_another_is_made(invitations: Invitations) -> None:
    invitations.add(Invitation.of("old", START, HOUR))
    invitations.add(Invitation.of("young", START + 2 * HOUR, HOUR))
    assert not invitations.use(digest("old"), START)
    assert invitations.use(digest("young"), START + 2 * HOUR)


def test_one_is_found_as_it_was_kept_while_it_is_good(invitations: Invitations) -> None:
    email, host = EmailAddress("Guest@example.org"), UserId("01m80gb91p692ex4de2zsjs4vz")
    kept = Invitation.of("come", START, HOUR, email, Role.ADMINISTRATOR, host)
    invitations.add(kept)
    assert invitations.find(kept.digest, START) == kept
    assert invitations.find(kept.digest, START + HOUR) is None
    assert invitations.find(digest("other"), START) is None
    invitations.use(kept.digest, START)
    assert invitations.find(kept.digest, START) is None


def test_those_that_are_good_are_listed_the_newest_first(invitations: Invitations) -> None:
    old, new = Invitation.of("old", START, 3 * HOUR), Invitation.of("new", START + HOUR, HOUR)
    for each in (old, new, Invitation.of("spent", START, 3 * HOUR)):
        invitations.add(each)
    invitations.use(digest("spent"), START)
    assert list(invitations.usable(START + HOUR)) == [new, old]
    assert list(invitations.usable(START + 2 * HOUR)) == [old]


def test_one_that_was_withdrawn_is_none(invitations: Invitations) -> None:
    invitations.add(Invitation.of("come", START, HOUR))
    assert [invitations.revoke(digest("come"), START) for _ in range(2)] == [True, False]
    assert not invitations.use(digest("come"), START)


def test_of_those_for_the_set_up_only_the_newest_is_good(invitations: Invitations) -> None:
    invitations.add(Invitation.of("guest", START, HOUR))
    for text in ("first", "second"):
        invitations.add(Invitation.setup(text, START))
    good = [invitations.use(digest(text), START) for text in ("first", "second", "guest")]
    assert good == [False, True, True]


def test_what_an_administrator_has_made_is_withdrawn_and_nothing_else(invitations: Invitations) -> None:
    host, other = UserId("01m80gb91p692ex4de2zsjs4vx"), UserId("01m80gb91p692ex4de2zsjs4vy")
    for text, invited_by in (("one", host), ("two", host), ("used", host), ("other", other), ("operator", None)):
        invitations.add(Invitation.of(text, START, HOUR, invited_by=invited_by))
    invitations.use(digest("used"), START)
    invitations.revoke_of(host, START)
    good = {it.digest for it in invitations.usable(START)}
    assert good == {digest("other"), digest("operator")}
    assert not invitations.use(digest("used"), START)
