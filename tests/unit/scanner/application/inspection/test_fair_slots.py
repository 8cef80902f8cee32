from __future__ import annotations

import threading
from contextlib import ExitStack
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.inspection.fair_slots import FairSlots
from momento_scanner.domain.inspection.errors import ScannerBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 600.0
"""Seconds; no test waits for its end."""


class Crowd:
    """Threads that want slots; each takes one, says so, and keeps it until it may leave."""

    def __init__(self, slots: FairSlots) -> None:
        self.slots = slots
        self.served: SimpleQueue[str] = SimpleQueue()
        self.refused: SimpleQueue[str] = SimpleQueue()
        self.threads: list[threading.Thread] = []
        self.deadlines: list[Deadline] = []
        self.leave = threading.Semaphore(0)

    def join(self, share: str, name: str = "", *, slow: bool = False) -> Deadline:
        """Comes to stand behind all who came before; the deadline is its own."""
        deadline = Deadline.after(LONG)
        thread = threading.Thread(target=self._work, args=(share, name or share, deadline, slow))
        before = self.waiting
        thread.start()
        while self.waiting == before and self.served.empty() and self.refused.empty():
            pass
        self.threads.append(thread)
        self.deadlines.append(deadline)
        return deadline

    @property
    def waiting(self) -> int:
        with self.slots._lock:
            return sum(map(len, self.slots._waiting.values()))

    def _work(self, share: str, name: str, deadline: Deadline, slow: bool) -> None:  # noqa: FBT001  # of a thread
        try:
            with self.slots.slot(share, LONG, deadline, slow=slow):
                self.served.put(name)
                self.leave.acquire()
        except ScannerBusy:
            self.refused.put(name)

    def end(self) -> None:
        for deadline in self.deadlines:
            deadline.end()
        for _ in self.threads:
            self.leave.release()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def crowds() -> Iterator[list[Crowd]]:
    made: list[Crowd] = []
    yield made
    for crowd in made:
        crowd.end()


def test_one_share_never_holds_every_slot() -> None:
    slots = FairSlots(3, waiting=0)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(slots.slot("mallory", 0, Deadline.after(LONG)))
        with pytest.raises(ScannerBusy), slots.slot("mallory", LONG, Deadline.after(LONG)):
            pass
        with slots.slot("bob", 0, Deadline.after(LONG)):
            pass


def test_slow_pieces_hold_half_of_the_slots_and_those_of_one_share_a_quarter() -> None:
    slots = FairSlots(4, waiting=0)
    with ExitStack() as held:

        def enter(share: str, *, slow: bool) -> None:
            held.enter_context(slots.slot(share, 0, Deadline.after(LONG), slow=slow))

        enter("mallory", slow=True)
        with pytest.raises(ScannerBusy):
            enter("mallory", slow=True)
        enter("eve", slow=True)
        with pytest.raises(ScannerBusy):
            enter("trudy", slow=True)
        enter("bob", slow=False)
        enter("mallory", slow=False)


def test_what_is_quick_goes_past_slow_pieces_that_wait_of_its_own_share_too(crowds: list[Crowd]) -> None:
    slots = FairSlots(4, waiting=100)
    crowd = Crowd(slots)
    crowds.append(crowd)
    with slots.slot("mallory", 0, Deadline.after(LONG), slow=True):
        for number in range(6):
            crowd.join("mallory", f"slow {number}", slow=True)
        crowd.join("mallory", "quick")
        assert crowd.served.get(timeout=60) == "quick"
        assert crowd.waiting == 6


def test_a_slow_piece_gets_its_turn_however_many_quick_ones_come(crowds: list[Crowd]) -> None:
    slots = FairSlots(2, waiting=100)
    crowd = Crowd(slots)
    crowds.append(crowd)
    with slots.slot("mallory", 0, Deadline.after(LONG)), slots.slot("bob", 0, Deadline.after(LONG), slow=True):
        crowd.join("eve", "slow", slow=True)
        for number in range(20):
            crowd.join("mallory", f"quick {number}")
    served = [crowd.served.get(timeout=60) for _ in range(2)]
    assert "slow" in served


def test_a_single_slot_serves_everybody_in_turn() -> None:
    slots = FairSlots(1, waiting=0)
    for share in ("ann", "ann", "bob"):
        with slots.slot(share, 0, Deadline.after(LONG)):
            pass


def test_a_newcomer_waits_for_one_piece_of_anothers_work_and_not_for_all(crowds: list[Crowd]) -> None:
    slots = FairSlots(1, waiting=200)
    crowd = Crowd(slots)
    crowds.append(crowd)
    with slots.slot("mallory", 0, Deadline.after(LONG)):
        for number in range(100):
            crowd.join("mallory", f"mallory {number}")
        crowd.join("bob")
    assert crowd.served.get(timeout=60) == "bob"


def test_who_comes_again_and_again_does_not_go_before_who_waits(crowds: list[Crowd]) -> None:
    slots = FairSlots(1, waiting=200)
    crowd = Crowd(slots)
    crowds.append(crowd)
    with slots.slot("dave", 0, Deadline.after(LONG)):
        for number in range(3):
            crowd.join("carol", f"carol {number}")
        crowd.join("mallory", "mallory 0")
    order = []
    for number in range(1, 6):
        order.append(crowd.served.get(timeout=60))
        if order[-1].startswith("mallory"):
            crowd.join("mallory", f"mallory {number}")
        crowd.leave.release()
    assert sum(name.startswith("carol") for name in order) >= 2


def test_a_full_queue_turns_away_whoever_waits_with_most(crowds: list[Crowd]) -> None:
    slots = FairSlots(1, waiting=3)
    crowd = Crowd(slots)
    crowds.append(crowd)
    with slots.slot("carol", 0, Deadline.after(LONG)):
        for number in range(3):
            crowd.join("mallory", f"mallory {number}")
        crowd.join("bob")
        assert crowd.refused.get(timeout=60) == "mallory 2"
        with pytest.raises(ScannerBusy), slots.slot("mallory", LONG, Deadline.after(LONG)):
            pass


def test_who_goes_away_while_waiting_leaves_the_queue(crowds: list[Crowd]) -> None:
    slots = FairSlots(1, waiting=1)
    crowd = Crowd(slots)
    crowds.append(crowd)
    with slots.slot("carol", 0, Deadline.after(LONG)):
        crowd.join("bob").end()
        assert crowd.refused.get(timeout=60) == "bob"
        assert crowd.waiting == 0


def test_who_has_gone_already_gets_no_slot() -> None:
    slots = FairSlots(1, waiting=1)
    gone = Deadline.after(LONG)
    gone.end()
    with slots.slot("carol", 0, Deadline.after(LONG)), pytest.raises(ScannerBusy), slots.slot("bob", LONG, gone):
        pass


def test_a_slot_comes_back_whatever_happened_in_it() -> None:
    slots = FairSlots(1, waiting=0)
    with pytest.raises(ZeroDivisionError), slots.slot("ann", 0, Deadline.after(LONG)):
        raise ZeroDivisionError
    with slots.slot("ann", 0, Deadline.after(LONG)):
        pass


@given(
    count=st.integers(1, 9),
    steps=st.lists(st.tuples(st.booleans(), st.sampled_from("abcd"), st.booleans()), max_size=60),
)
def test_no_slot_is_lost_or_given_twice_and_none_stands_idle(count: int, steps: list[tuple[bool, str, bool]]) -> None:
    slots = FairSlots(count, waiting=0)
    held: list[tuple[str, bool, ExitStack]] = []
    for enters, share, slow in steps:
        if not enters:
            if held:
                held.pop(0)[2].close()
            continue
        mine = [it for owner, it, _ in held if owner == share]
        entitled = len(held) < count and len(mine) < max(1, count - 1)
        if slow:
            all_slow = sum(it for _, it, _ in held)
            entitled = entitled and all_slow < max(1, count // 2) and sum(mine) < max(1, count // 4)
        stack = ExitStack()
        try:
            stack.enter_context(slots.slot(share, 0, Deadline.after(LONG), slow=slow))
        except ScannerBusy:
            assert not entitled
        else:
            assert entitled
            held.append((share, slow, stack))
    for _, _, stack in held:
        stack.close()
