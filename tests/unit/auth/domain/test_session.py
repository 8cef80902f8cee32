from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from momento_auth.domain.account import UserId
from momento_auth.domain.client import Client
from momento_auth.domain.errors import SessionEnded
from momento_auth.domain.refresh_token import RefreshToken
from momento_auth.domain.session import EndReason, Session, SessionId, SessionLimits, Standing

from tests.fakes.auth.clock import START

LIMITS = SessionLimits()
FIRST = RefreshToken(SessionId("01m80gb91p692ex4de2zsjs4vx"), "f" * 43, "1" * 43)
SECOND = FIRST.successor("2" * 43)
THIRD = FIRST.successor("3" * 43)
SESSION = Session.start(FIRST, UserId("01m80gb91p692ex4de2zsjs4vy"), Client("", ""), START)
MOMENT = timedelta(microseconds=1)


def test_a_session_expires_after_thirty_idle_days() -> None:
    SESSION.require_alive(START + timedelta(days=30) - MOMENT, LIMITS)
    with pytest.raises(SessionEnded, match="expired"):
        SESSION.require_alive(START + timedelta(days=30), LIMITS)


def test_renewal_starts_the_idle_time_anew() -> None:
    renewed = SESSION.renewed(SECOND, START + timedelta(days=29))
    renewed.require_alive(START + timedelta(days=58), LIMITS)


def test_no_renewal_carries_a_session_beyond_ninety_days() -> None:
    renewed = SESSION.renewed(SECOND, START + timedelta(days=89))
    assert renewed.expires_at(LIMITS) == START + timedelta(days=90)
    with pytest.raises(SessionEnded):
        renewed.require_alive(START + timedelta(days=90), LIMITS)


def test_an_ended_session_is_dead_at_once() -> None:
    ended = replace(SESSION, ended_at=START, end_reason=EndReason.SIGNED_OUT)
    with pytest.raises(SessionEnded, match="has ended"):
        ended.require_alive(START, LIMITS)


def test_only_the_newest_token_is_current() -> None:
    renewed = SESSION.renewed(SECOND, START)
    assert renewed.standing(SECOND, START, LIMITS) is Standing.CURRENT
    assert renewed.standing(FIRST, START, LIMITS) is Standing.REUSED


def test_a_token_of_another_family_is_foreign() -> None:
    forged = RefreshToken(FIRST.session_id, "x" * 43, FIRST.secret)
    assert SESSION.standing(forged, START, LIMITS) is Standing.FOREIGN


def test_within_the_grace_the_token_spent_last_is_superseded() -> None:
    patient = SessionLimits(grace=timedelta(seconds=10))
    renewed = SESSION.renewed(SECOND, START)
    assert renewed.standing(FIRST, START + timedelta(seconds=9), patient) is Standing.SUPERSEDED
    assert renewed.standing(FIRST, START + timedelta(seconds=10), patient) is Standing.REUSED


def test_without_grace_not_even_a_clock_that_lags_makes_a_reuse_harmless() -> None:
    renewed = SESSION.renewed(SECOND, START)
    assert renewed.standing(FIRST, START - timedelta(seconds=1), LIMITS) is Standing.REUSED


def test_the_grace_is_not_for_older_tokens() -> None:
    patient = SessionLimits(grace=timedelta(seconds=10))
    renewed = SESSION.renewed(SECOND, START).renewed(THIRD, START)
    assert renewed.standing(FIRST, START, patient) is Standing.REUSED
    assert renewed.standing(SECOND, START, patient) is Standing.SUPERSEDED


@pytest.mark.parametrize(
    ("idle", "absolute", "grace"),
    [(0, 90, 0), (91, 90, 0), (30, 90, -1)],
)
def test_limits_that_contradict_each_other_cannot_be_made(idle: int, absolute: int, grace: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        SessionLimits(idle=timedelta(days=idle), absolute=timedelta(days=absolute), grace=timedelta(days=grace))


def test_a_session_does_not_print_its_digests() -> None:
    assert "digest" not in repr(SESSION)
