from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.throttling import ACCOUNT_POLICY, ADDRESS_POLICY, Attempts, DelayPolicy

from tests.fakes.auth.clock import START

POLICY = DelayPolicy(
    free_attempts=3,
    first_delay=timedelta(seconds=1),
    longest_delay=timedelta(seconds=60),
    forgotten_after=timedelta(hours=1),
)


def wait_after(count: int) -> float:
    return POLICY.remaining_wait(Attempts(count, START), START).total_seconds()


def test_the_first_attempts_are_free_and_then_the_wait_doubles_up_to_its_limit() -> None:
    assert [wait_after(count) for count in range(1, 12)] == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_wait_that_is_over_is_no_wait() -> None:
    assert not POLICY.remaining_wait(Attempts(3, START), START + timedelta(seconds=1))


def test_after_enough_quiet_everything_starts_anew() -> None:
    later = START + POLICY.forgotten_after
    assert POLICY.counted(Attempts(50, START), later) == Attempts(1, later)


@pytest.mark.parametrize("ahead", [timedelta(seconds=20), timedelta(days=365)])
def test_attempts_counted_by_a_clock_that_is_ahead_do_not_prolong_the_wait(ahead: timedelta) -> None:
    for count in range(12):
        wait = POLICY.remaining_wait(Attempts(count, START + ahead), START)
        assert wait == POLICY.remaining_wait(Attempts(count, START), START)


@given(st.integers(0, 10**9), st.integers(-(10**6), 10**6))
def test_nobody_ever_waits_longer_than_the_limit(count: int, seconds: int) -> None:
    for policy in (POLICY, ACCOUNT_POLICY, ADDRESS_POLICY):
        wait = policy.remaining_wait(Attempts(count, START), START + timedelta(seconds=seconds))
        assert timedelta(0) <= wait <= policy.longest_delay
