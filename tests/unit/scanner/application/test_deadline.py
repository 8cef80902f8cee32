from __future__ import annotations

from threading import Event

from momento_scanner.application.deadline import Deadline


def test_time_is_cut_to_what_the_deadline_leaves() -> None:
    assert 0 < Deadline.after(5).at_most(300) <= 5


def test_time_that_ends_before_the_deadline_is_given_whole() -> None:
    assert Deadline.after(3600).at_most(300) == 300


def test_after_the_deadline_there_is_no_time_left() -> None:
    assert Deadline.after(-1).at_most(300) == 0


def test_whoever_waits_is_interrupted_when_nobody_waits_for_the_answer_any_more() -> None:
    deadline, interrupted = Deadline.after(3600), Event()
    with deadline.interrupting(interrupted.set):
        deadline.end()
        assert interrupted.is_set()
    assert deadline.passed
    assert deadline.at_most(300) == 0


def test_an_end_that_came_before_interrupts_at_once() -> None:
    deadline, interrupted = Deadline.after(3600), Event()
    deadline.end()
    with deadline.interrupting(interrupted.set):
        assert interrupted.is_set()


def test_what_is_done_is_not_interrupted() -> None:
    deadline, interrupted = Deadline.after(3600), Event()
    with deadline.interrupting(interrupted.set):
        pass
    deadline.end()
    assert not interrupted.is_set()


def test_a_nested_deadline_comes_with_the_outer_one() -> None:
    outer, interrupted = Deadline.after(3600), Event()
    with outer.nested() as inner, inner.interrupting(interrupted.set):
        assert not inner.passed
        outer.end()
        assert interrupted.is_set()
        assert inner.passed


def test_a_nested_deadline_ends_with_its_context_and_leaves_the_outer_one_alone() -> None:
    outer = Deadline.after(3600)
    with outer.nested() as inner:
        left = inner.at_most(300)

    assert left == 300
    assert inner.passed
    assert not outer.passed
