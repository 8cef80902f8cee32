from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.activity import SqlActivity
from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.domain.audit.event import REFUSED, SUCCESS, AccountEvent

from tests.fakes.auth.activity import InMemoryActivity
from tests.fakes.auth.clock import START

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.activity import Activity

IDENTIFIERS = SystemIdentifiers()
USER, OTHER = IDENTIFIERS.user_id(), IDENTIFIERS.user_id()


@pytest.fixture
def activity(database: Database | None) -> Activity:
    return SqlActivity(database) if database else InMemoryActivity()


def event(second: int = 0) -> AccountEvent:
    moment = START + timedelta(seconds=second)
    return AccountEvent(
        event_id=IDENTIFIERS.event_id(moment), at=moment, event="session.started", outcome=SUCCESS, user_id=USER
    )


def test_an_event_comes_back_as_it_was_kept(activity: Activity) -> None:
    plain = event()
    full = replace(
        event(1),
        outcome=REFUSED,
        session_id=IDENTIFIERS.session_id(),
        client_address="2001:db8::1",
        reason="CREDENTIALS_WRONG",
    )
    for kept in (plain, full):
        assert activity.record(kept)
    assert activity.history(USER, None, 10) == [full, plain]


def test_an_event_is_kept_once_and_never_changed(activity: Activity) -> None:
    kept = event()
    assert activity.record(kept)
    assert not activity.record(replace(kept, reason="OTHER"))
    assert activity.history(USER, None, 10) == [kept]


def test_of_twenty_tellings_at_once_one_is_kept(activity: Activity) -> None:
    kept = event()
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(activity.record, [replace(kept) for _ in range(20)]))
    assert outcomes.count(True) == 1
    assert activity.history(USER, None, 50) == [kept]


def test_a_history_is_read_newest_first_and_in_pieces(activity: Activity) -> None:
    events = [event(second) for second in range(7)]
    for kept in events:
        activity.record(kept)
    first = activity.history(USER, None, 3)
    rest = activity.history(USER, first[-1].event_id, 10)
    assert [*first, *rest] == events[::-1]


def test_nobody_sees_the_history_of_another(activity: Activity) -> None:
    activity.record(event())
    assert activity.history(OTHER, None, 10) == []


def test_what_is_old_is_forgotten_and_nothing_else(activity: Activity) -> None:
    old, young = event(), event(60)
    activity.record(old)
    activity.record(young)
    activity.forget(young.at)
    assert activity.history(USER, None, 10) == [young]


def test_an_event_that_concerns_nobodys_account_is_a_fault(activity: Activity) -> None:
    with pytest.raises(ValueError, match="nobody"):
        activity.record(replace(event(), user_id=None))
