"""Two replicas on a real NFS 4.1 mount pair with the client's default caching: neither acts on what was true before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.nfs import edges, machine
from tests.faults.nfs.adapters import ROUNDS

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.timeout(700)  # for a machine that boots, on a slow one

pytestmark = pytest.mark.thorough

MAX_WAIT_SECONDS = 3.0
"""For a lock that four processes want all the time; acceptance of the spool on a network file system."""
MAX_OVERTAKEN = 30
"""By how many holds of the three others: they go on until the one that waits has its place in the queue."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    machine.require()
    return machine.run("tests.faults.nfs.adapters", tmp_path_factory.mktemp("nfs"))


def test_an_upload_that_ended_at_one_has_ended_for_the_other_at_once(seen: Mapping[str, Any]) -> None:
    assert seen["ended"] == ["done", "UPLOAD_NOT_FOUND"] * ROUNDS


def test_an_upload_that_began_at_one_is_found_by_the_other_that_had_looked_for_it(seen: Mapping[str, Any]) -> None:
    assert seen["begun"] == ["UPLOAD_NOT_FOUND", "0", "1", "receiving"] * ROUNDS


def test_an_entry_that_is_replaced_all_the_time_can_be_read_at_any_moment(seen: Mapping[str, Any]) -> None:
    assert seen["rewritten"].keys() == {"receiving"}


def test_both_tell_the_offset_at_which_the_other_has_stopped(seen: Mapping[str, Any]) -> None:
    assert all(len(set(lengths)) == 1 for lengths in seen["grown"]), seen["grown"]
    assert seen["awaited"] == ["0", "5"] * ROUNDS


def test_a_key_that_one_remembered_is_found_by_the_other_that_had_looked_for_it(seen: Mapping[str, Any]) -> None:
    assert seen["remembered"] == ["None", "True"] * ROUNDS


def test_nothing_is_lost_in_a_folder_that_the_other_takes_away(seen: Mapping[str, Any]) -> None:
    assert seen["tidied"] == ["None", "receiving"] * ROUNDS


def test_a_lock_is_free_for_the_other_when_its_holder_was_killed(seen: Mapping[str, Any]) -> None:
    assert seen["killed"] == [False, True]


def test_nobody_waits_long_for_a_lock_that_four_processes_want_and_no_stale_file_is_met(
    seen: Mapping[str, Any],
) -> None:
    assert [holder["errors"] for holder in seen["contended"]] == [{}] * 4
    waits = [wait for holder in seen["contended"] for wait in holder["waits"]]
    # While all four want it: until the first of them has had enough.
    end = min(holder["waits"][-1][1] for holder in seen["contended"])
    assert max(held - wanted for wanted, held in waits if held <= end) < MAX_WAIT_SECONDS
    holds = sorted(held for _, held in waits)
    assert max(sum(wanted < it < held for it in holds) for wanted, held in waits) <= MAX_OVERTAKEN


def test_a_lock_has_one_holder_at_a_time(seen: Mapping[str, Any]) -> None:
    for holder in seen["contended"]:
        assert all(earlier[1] < later[0] for earlier, later in pairwise(holder["waits"]))


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    machine.require()
    return machine.run("tests.faults.nfs.edges", tmp_path_factory.mktemp("nfs"))


def test_an_upload_that_has_ended_at_one_edge_has_ended_at_the_other_at_once(answered: Mapping[str, Any]) -> None:
    assert answered["ends"] == [["done", "done"]] * edges.ROUNDS


def test_both_edges_tell_the_true_offset_while_its_pieces_go_to_one_and_the_other(answered: Mapping[str, Any]) -> None:
    assert len(answered["offsets"]) == edges.ROUNDS * (len(edges.PIECES) - 1)
    assert all(len(set(offsets)) == 1 for offsets in answered["offsets"]), answered["offsets"]


def test_a_file_that_is_sent_again_to_the_other_edge_with_its_key_is_the_same_upload(
    answered: Mapping[str, Any],
) -> None:
    assert answered["retried"] == [True] * edges.ROUNDS


def test_no_answer_of_two_edges_is_an_error(answered: Mapping[str, Any]) -> None:
    assert {answer.split()[1][0] for answer in answered["statuses"]} == {"2"}, answered["statuses"]
