from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.memory.admission import MemoryAdmission
from momento_auth.adapters.outbound.sql.throttle import SqlThrottle
from momento_auth.domain.throttling import DelayPolicy

from tests.fakes.auth.clock import START
from tests.fakes.auth.throttle import InMemoryThrottle

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.throttle import Admission, Throttle

POLICY = DelayPolicy(
    free_attempts=3,
    first_delay=timedelta(seconds=2),
    longest_delay=timedelta(seconds=60),
    forgotten_after=timedelta(hours=1),
)
NONE = timedelta(0)


@pytest.fixture
def throttle(database: Database | None) -> Throttle:
    return SqlThrottle(database) if database else InMemoryThrottle()


@pytest.fixture(params=["shared", "own"])
def admission(request: pytest.FixtureRequest, throttle: Throttle) -> Admission:
    return throttle if request.param == "shared" else MemoryAdmission()


def exhaust(throttle: Admission, subject: str = "ada") -> None:
    for _ in range(POLICY.free_attempts):
        throttle.admit(subject, POLICY, START)


def test_free_attempts_are_admitted_and_the_next_one_has_to_wait(admission: Admission) -> None:
    waits = [admission.admit("ada", POLICY, START) for _ in range(4)]
    assert waits == [NONE, NONE, NONE, timedelta(seconds=2)]


def test_an_attempt_that_has_to_wait_does_not_count(admission: Admission) -> None:
    exhaust(admission)
    for _ in range(10):
        admission.admit("ada", POLICY, START)
    assert admission.admit("ada", POLICY, START + timedelta(seconds=2)) == NONE
    assert admission.admit("ada", POLICY, START + timedelta(seconds=2)) == timedelta(seconds=4)


def test_subjects_are_counted_apart(admission: Admission) -> None:
    exhaust(admission)
    assert admission.admit("bob", POLICY, START) == NONE


def test_of_many_attempts_at_once_only_the_free_ones_are_admitted(admission: Admission) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: admission.admit("ada", POLICY, START), range(40)))
    assert waits.count(NONE) == POLICY.free_attempts


def test_an_attempt_taken_back_may_be_made_again(throttle: Throttle) -> None:
    exhaust(throttle)
    throttle.take_back("ada")
    assert throttle.admit("ada", POLICY, START) == NONE
    assert throttle.admit("ada", POLICY, START) > NONE


def test_taking_back_what_was_not_counted_changes_nothing(throttle: Throttle) -> None:
    for _ in range(3):
        throttle.take_back("ada")
    throttle.admit("ada", POLICY, START)
    for _ in range(3):
        throttle.take_back("ada")
    exhaust(throttle)
    assert throttle.admit("ada", POLICY, START) > NONE


def test_cleared_subjects_start_anew(throttle: Throttle) -> None:
    exhaust(throttle)
    exhaust(throttle, "bob")
    throttle.clear("ada", "bob", "nobody")
    assert throttle.admit("ada", POLICY, START) == NONE
    assert throttle.admit("bob", POLICY, START) == NONE


def test_after_enough_quiet_a_subject_starts_anew(admission: Admission) -> None:
    exhaust(admission)
    later = START + timedelta(hours=1)
    waits = [admission.admit("ada", POLICY, later) for _ in range(4)]
    assert waits == [NONE, NONE, NONE, timedelta(seconds=2)]


def test_what_no_longer_counts_is_dropped_and_what_counts_stays(throttle: Throttle) -> None:
    exhaust(throttle, "old")
    later = START + timedelta(minutes=59, seconds=59)
    throttle.admit("old", POLICY, later)
    throttle.admit("new", POLICY, START + timedelta(hours=1, seconds=1))
    assert throttle.admit("old", POLICY, later) > NONE


def test_a_subject_is_known_until_its_moment(throttle: Throttle) -> None:
    throttle.remember("ada at home", START + timedelta(days=1), "ada")
    assert throttle.knows("ada at home", START)
    assert not throttle.knows("ada at home", START + timedelta(days=1))
    assert not throttle.knows("ada elsewhere", START)


def test_remembering_again_moves_the_moment(throttle: Throttle) -> None:
    throttle.remember("ada at home", START + timedelta(days=1), "ada")
    throttle.remember("ada at home", START + timedelta(days=2), "ada")
    assert throttle.knows("ada at home", START + timedelta(days=1))


def test_every_subject_of_an_account_is_forgotten_and_nobody_elses(throttle: Throttle) -> None:
    for subject, account in (("ada at home", "ada"), ("ada at work", "ada"), ("bob at home", "bob")):
        throttle.remember(subject, START + timedelta(days=1), account)
    throttle.forget("ada")
    throttle.forget("nobody")
    known = [throttle.knows(subject, START) for subject in ("ada at home", "ada at work", "bob at home")]
    assert known == [False, False, True]


def test_two_processes_share_the_counts(sql_database: Database) -> None:
    one, other = SqlThrottle(sql_database), SqlThrottle(sql_database)
    exhaust(one)
    assert other.admit("ada", POLICY, START) > NONE


def test_a_place_remembered_by_many_at_once_is_remembered(sql_database: Database) -> None:
    throttle = SqlThrottle(sql_database)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda it: throttle.remember("home", START + timedelta(minutes=it), "ada"), range(1, 25)))
    assert throttle.knows("home", START)


def test_many_new_subjects_at_once_drop_what_no_longer_counts_and_none_waits_for_ever(sql_database: Database) -> None:
    throttle = SqlThrottle(sql_database)
    for number in range(20):
        throttle.admit(f"old {number}", POLICY, START)
    later = START + POLICY.forgotten_after + timedelta(seconds=1)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda it: throttle.admit(f"new {it}", POLICY, later), range(40)))
    assert waits == [timedelta(0)] * 40


def test_a_process_remembers_no_more_subjects_than_it_may() -> None:
    admission = MemoryAdmission(max_subjects=2)
    for subject in ("first", "second"):
        exhaust(admission, subject)
    exhaust(admission, "third")
    assert admission.admit("second", POLICY, START) > NONE
    assert admission.admit("first", POLICY, START) == NONE
