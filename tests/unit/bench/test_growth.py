from __future__ import annotations

import pytest

from tests.bench._growth import LAUNCHER, SERVICES, Row, Use, growth_rows, idle_rows

PARTS = (*SERVICES, "clamd", "aws")


def use(percent: float, memory: int) -> Use:
    """A state in which each part takes the same."""
    return Use(dict.fromkeys((LAUNCHER, *PARTS), percent), dict.fromkeys(PARTS, memory))


def test_cpu_is_shown_in_percent_of_one_core() -> None:
    assert Use.between({"auth": 2.0}, {"auth": 2.3}, 60, {"auth": 1}).cpu == {"auth": pytest.approx(0.5)}


def test_an_idle_stack_is_held_to_the_sum_of_our_own_parts_and_those_of_others_stand_apart() -> None:
    rows = {row.what: row for row in idle_rows(use(0.2, 0), 1.0)}
    assert rows["idle, all of these"].value == pytest.approx(0.2 * 5)
    assert rows["idle, all of these"].limit == 1.0
    assert [row.limit for row in rows.values() if row.what != "idle, all of these"] == [None] * 7
    assert {"idle, clamd (not ours)", "idle, aws (not ours)"} < rows.keys()


def test_what_grows_is_shared_by_all_that_was_added_and_the_launcher_is_left_out() -> None:
    cpu, memory, beside = growth_rows("a page", use(0.3, 50_000), use(0.1, 10_000), 40, (0.05, 3.0))
    assert cpu.value == pytest.approx(0.2 * 4 / 40)
    assert memory.value == pytest.approx(40_000 * 4 / 40 / 1000)
    assert beside.value == pytest.approx(40_000 * 2 / 40 / 1000)
    assert (cpu.within, memory.within, beside.limit) == (True, False, None)


@pytest.mark.parametrize(("value", "limit", "within"), [(1.0, 1.0, True), (1.001, 1.0, False), (9.0, None, True)])
def test_a_figure_is_within_its_limit_up_to_and_with_it(value: float, limit: float | None, within: bool) -> None:  # noqa: FBT001  # what is expected
    assert Row("x", value, "kB", limit).within is within


def test_the_table_says_of_each_figure_with_a_limit_whether_it_is_within() -> None:
    assert [str(row) for row in (Row("x", 1, "kB", 2), Row("y", 3, "kB", 2), Row("z", 3, "kB"))] == [
        "| x | 1.000 kB | 2 | yes |",
        "| y | 3.000 kB | 2 | no |",
        "| z | 3.000 kB |  |  |",
    ]
