from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.sessions import SqlSessions
from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordHash
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import EndReason, Session

from tests.fakes.auth.clock import START
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.sessions import InMemorySessions

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.sessions import Sessions

IDENTIFIERS = CountingIdentifiers()
USER_ID, OTHER_ID = IDENTIFIERS.user_id(), IDENTIFIERS.user_id()
CLIENT = Client("2001:db8::1", "Firefox")
LATER = START + timedelta(minutes=10)


@pytest.fixture
def sessions(database: Database | None) -> Sessions:
    if database is None:
        return InMemorySessions()
    for user_id in (USER_ID, OTHER_ID):
        SqlAccounts(database).add(
            Account(
                user_id=user_id,
                email=EmailAddress(f"{user_id}@example.org"),
                display_name=DisplayName("Ada"),
                password_hash=PasswordHash("hash"),
                created_at=START,
            )
        )
    return SqlSessions(database)


def token() -> RefreshToken:
    return RefreshToken(IDENTIFIERS.session_id(), IDENTIFIERS.secret(), IDENTIFIERS.secret())


def session() -> Session:
    return Session.start(token(), USER_ID, CLIENT, START)


def successor(present: Session) -> Session:
    return present.renewed(RefreshToken(present.session_id, "f" * 43, "s" * 43), IDENTIFIERS.secret(), CLIENT, LATER)


def test_a_session_is_found_as_it_was_kept(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    assert sessions.find(kept.session_id) == kept


def test_no_session_is_found_where_none_is(sessions: Sessions) -> None:
    assert sessions.find(IDENTIFIERS.session_id()) is None


def test_a_renewal_takes_the_place_of_the_session(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    renewed = successor(kept)
    assert sessions.renew(renewed)
    assert sessions.find(kept.session_id) == renewed


def test_a_second_renewal_from_the_same_token_does_not_happen(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    first = successor(kept)
    sessions.renew(first)
    assert not sessions.renew(successor(kept))
    assert sessions.find(kept.session_id) == first


def test_of_200_renewals_at_once_exactly_one_happens(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    candidates = [successor(kept) for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(sessions.renew, candidates))
    assert outcomes.count(True) == 1
    assert sessions.find(kept.session_id) == candidates[outcomes.index(True)]


def test_a_renewal_is_repeated_once_and_its_successor_may_be_repeated_anew(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    renewed = successor(kept)
    assert not sessions.repeat(renewed)
    sessions.renew(renewed)
    assert [sessions.repeat(renewed) for _ in range(2)] == [True, False]
    assert sessions.find(kept.session_id) == replace(renewed, repeated=True)
    following = successor(renewed)
    assert sessions.renew(following)
    assert not sessions.repeat(renewed)
    assert sessions.repeat(following)


def test_of_200_repetitions_at_once_exactly_one_happens(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    renewed = successor(kept)
    sessions.renew(renewed)
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(sessions.repeat, [renewed] * 200))
    assert outcomes.count(True) == 1


def test_a_renewal_of_an_ended_session_is_not_repeated(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    renewed = successor(kept)
    sessions.renew(renewed)
    sessions.end(kept.session_id, LATER, EndReason.SIGNED_OUT)
    assert not sessions.repeat(renewed)


def test_a_proof_is_noted_and_outlives_a_renewal(sessions: Sessions) -> None:
    kept, other = session(), session()
    sessions.add(kept)
    sessions.add(other)
    sessions.prove(kept.session_id, LATER)
    assert sessions.renew(successor(kept))
    proved = sessions.find(kept.session_id)
    assert proved is not None
    assert proved.proved_at == LATER
    assert sessions.find(other.session_id) == other


def test_an_ended_session_stays_with_the_reason_of_its_end(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    assert sessions.end(kept.session_id, LATER, EndReason.SIGNED_OUT)
    assert sessions.find(kept.session_id) == replace(kept, ended_at=LATER, end_reason=EndReason.SIGNED_OUT)


def test_a_session_ends_once(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    sessions.end(kept.session_id, START, EndReason.TOKEN_REUSED)
    assert not sessions.end(kept.session_id, LATER, EndReason.SIGNED_OUT)
    assert sessions.find(kept.session_id) == replace(kept, ended_at=START, end_reason=EndReason.TOKEN_REUSED)


def test_a_session_that_never_was_does_not_end(sessions: Sessions) -> None:
    assert not sessions.end(IDENTIFIERS.session_id(), START, EndReason.SIGNED_OUT)


def test_an_ended_session_is_not_renewed(sessions: Sessions) -> None:
    kept = session()
    sessions.add(kept)
    sessions.end(kept.session_id, START, EndReason.SIGNED_OUT)
    assert not sessions.renew(successor(kept))


def test_renewing_and_ending_leave_other_sessions_alone(sessions: Sessions) -> None:
    kept, other = session(), session()
    sessions.add(kept)
    sessions.add(other)
    sessions.renew(successor(kept))
    sessions.end(kept.session_id, LATER, EndReason.SIGNED_OUT)
    assert sessions.find(other.session_id) == other


def test_only_what_started_before_is_forgotten(sessions: Sessions) -> None:
    old, young = session(), replace(session(), created_at=LATER)
    sessions.add(old)
    sessions.add(young)
    sessions.forget(created_before=LATER)
    assert sessions.find(old.session_id) is None
    assert sessions.find(young.session_id) == young


def test_the_sessions_of_an_account_that_nobody_has_ended_are_listed_last_used_first(sessions: Sessions) -> None:
    early, ended, renewed = session(), session(), session()
    foreign = replace(session(), user_id=OTHER_ID)
    for kept in (renewed, early, ended, foreign):
        sessions.add(kept)
    sessions.end(ended.session_id, LATER, EndReason.SIGNED_OUT)
    later = successor(renewed)
    sessions.renew(later)
    assert list(sessions.of(USER_ID)) == [later, early]
    assert list(sessions.of(IDENTIFIERS.user_id())) == []


def test_all_other_sessions_of_an_account_end_and_nobody_elses(sessions: Sessions) -> None:
    kept, other, over = session(), session(), session()
    foreign = replace(session(), user_id=OTHER_ID)
    for each in (kept, other, over, foreign):
        sessions.add(each)
    sessions.end(over.session_id, START, EndReason.SIGNED_OUT)
    ended = sessions.end_others(USER_ID, kept.session_id, LATER, EndReason.PASSWORD_CHANGED)
    assert list(ended) == [other.session_id]
    gone = replace(other, ended_at=LATER, end_reason=EndReason.PASSWORD_CHANGED)
    assert [sessions.find(it.session_id) for it in (kept, other, foreign)] == [kept, gone, foreign]
    assert not sessions.end_others(USER_ID, kept.session_id, LATER, EndReason.PASSWORD_CHANGED)


def test_what_ended_since_a_moment_is_told(sessions: Sessions) -> None:
    early, late, standing = session(), session(), session()
    for each in (early, late, standing):
        sessions.add(each)
    sessions.end(early.session_id, LATER - timedelta(seconds=1), EndReason.SIGNED_OUT)
    sessions.end(late.session_id, LATER, EndReason.SIGNED_OUT)
    assert list(sessions.ended_since(LATER)) == [late.session_id]
    assert set(sessions.ended_since(START)) == {early.session_id, late.session_id}


def test_every_session_of_an_account_ends_and_nobody_elses(sessions: Sessions) -> None:
    first, second, over = session(), session(), session()
    foreign = replace(session(), user_id=OTHER_ID)
    for each in (first, second, over, foreign):
        sessions.add(each)
    sessions.end(over.session_id, START, EndReason.SIGNED_OUT)
    ended = sessions.end_all(USER_ID, LATER, EndReason.ACCOUNT_DISABLED)
    assert set(ended) == {first.session_id, second.session_id}
    gone = replace(first, ended_at=LATER, end_reason=EndReason.ACCOUNT_DISABLED)
    assert [sessions.find(it.session_id) for it in (first, foreign)] == [gone, foreign]
