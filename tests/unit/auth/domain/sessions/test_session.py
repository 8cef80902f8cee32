from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken
from momento_auth.domain.sessions.session import EndReason, Session, SessionLimits, TokenStatus

from tests.fakes.auth.clock import START

LIMITS = SessionLimits()
FIRST = RefreshToken(SessionId("01m80gb91p692ex4de2zsjs4vx"), "f" * 43, "1" * 43)
SECOND = FIRST.successor("nonce")
FIREFOX, OTHER = Client("203.0.113.7", "Firefox"), Client("203.0.113.7", "curl")
SESSION = Session.start(FIRST, UserId("01m80gb91p692ex4de2zsjs4vy"), FIREFOX, START)
MOMENT = timedelta(microseconds=1)


def test_a_session_expires_after_thirty_idle_days() -> None:
    SESSION.require_alive(START + timedelta(days=30) - MOMENT, LIMITS)
    with pytest.raises(SessionEnded, match="expired"):
        SESSION.require_alive(START + timedelta(days=30), LIMITS)


def test_renewal_starts_the_idle_time_anew() -> None:
    renewed = SESSION.renewed(FIRST, "nonce", FIREFOX, START + timedelta(days=29))
    renewed.require_alive(START + timedelta(days=58), LIMITS)


def test_no_renewal_carries_a_session_beyond_ninety_days() -> None:
    renewed = SESSION.renewed(FIRST, "nonce", FIREFOX, START + timedelta(days=89))
    assert renewed.expires_at(LIMITS) == START + timedelta(days=90)
    with pytest.raises(SessionEnded):
        renewed.require_alive(START + timedelta(days=90), LIMITS)


def test_an_ended_session_is_dead_at_once() -> None:
    ended = replace(SESSION, ended_at=START, end_reason=EndReason.SIGNED_OUT)
    with pytest.raises(SessionEnded, match="has ended"):
        ended.require_alive(START, LIMITS)


def renewed_once() -> Session:
    return SESSION.renewed(FIRST, "nonce", FIREFOX, START)


def test_only_the_newest_token_is_current() -> None:
    assert SESSION.standing(FIRST, FIREFOX, START, LIMITS) is TokenStatus.CURRENT
    assert renewed_once().standing(SECOND, OTHER, START, LIMITS) is TokenStatus.CURRENT


def test_a_token_of_another_family_is_foreign() -> None:
    forged = RefreshToken(FIRST.session_id, "x" * 43, FIRST.secret)
    assert SESSION.standing(forged, FIREFOX, START, LIMITS) is TokenStatus.FOREIGN


def test_the_token_spent_last_is_repeatable_by_the_same_program_for_thirty_seconds_wherever_it_is() -> None:
    renewed, elsewhere, over = renewed_once(), Client("198.51.100.1", FIREFOX.user_agent), START + timedelta(seconds=30)
    assert renewed.standing(FIRST, elsewhere, over - MOMENT, LIMITS) is TokenStatus.REPEATABLE
    assert renewed.standing(FIRST, elsewhere, over, LIMITS) is TokenStatus.REUSED


def test_for_another_program_the_token_spent_last_is_a_reused_one() -> None:
    assert renewed_once().standing(FIRST, OTHER, START, LIMITS) is TokenStatus.REUSED


def test_a_repeated_renewal_is_not_repeatable_again() -> None:
    assert replace(renewed_once(), repeated=True).standing(FIRST, FIREFOX, START, LIMITS) is TokenStatus.REUSED


def test_once_its_successor_was_used_a_token_is_a_reused_one() -> None:
    used = renewed_once().renewed(SECOND, "another nonce", FIREFOX, START)
    assert used.standing(FIRST, FIREFOX, START, LIMITS) is TokenStatus.REUSED
    assert used.standing(SECOND, FIREFOX, START, LIMITS) is TokenStatus.REPEATABLE


def test_what_another_version_renewed_is_not_repeatable() -> None:
    unknown = replace(renewed_once(), token_digest=b"d" * 32)
    assert unknown.standing(FIRST, FIREFOX, START, LIMITS) is TokenStatus.REUSED


def test_without_time_to_repeat_not_even_a_clock_that_lags_makes_a_reuse_harmless() -> None:
    strict = SessionLimits(repeatable=timedelta(0))
    assert renewed_once().standing(FIRST, FIREFOX, START - timedelta(seconds=1), strict) is TokenStatus.REUSED


@pytest.mark.parametrize(
    ("idle", "absolute", "repeatable"),
    [(0, 90, 0), (91, 90, 0), (30, 90, -1)],
)
def test_limits_that_contradict_each_other_cannot_be_made(idle: int, absolute: int, repeatable: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        SessionLimits(
            idle=timedelta(days=idle), absolute=timedelta(days=absolute), repeatable=timedelta(days=repeatable)
        )


def test_a_session_does_not_print_its_digests() -> None:
    assert "digest" not in repr(SESSION)
