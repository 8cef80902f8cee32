from __future__ import annotations

from momento_scanner.application.deadline import Deadline


def test_time_is_cut_to_what_the_deadline_leaves() -> None:
    assert 0 < Deadline.after(5).at_most(300) <= 5


def test_time_that_ends_before_the_deadline_is_given_whole() -> None:
    assert Deadline.after(3600).at_most(300) == 300


def test_after_the_deadline_there_is_no_time_left() -> None:
    assert Deadline.after(-1).at_most(300) == 0
