from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.invitations import SqlInvitations
from momento_auth.domain.registration import Invitation, digest

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
