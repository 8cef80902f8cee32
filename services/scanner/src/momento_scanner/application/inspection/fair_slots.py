"""Places for work that several users want at the same time, shared fairly between them."""

from __future__ import annotations

import threading
from collections import Counter, deque
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from momento_scanner.domain.inspection.errors import ScannerBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_scanner.application.deadline import Deadline


class _Ticket:
    """Somebody's wish for a slot; decided once, when a slot is granted or there is none for it."""

    def __init__(self, share: str, number: int, *, slow: bool) -> None:
        self.share = share
        self.number = number
        self.slow = slow
        self.granted = False
        self.decided = threading.Event()


class FairSlots:
    """`slots` places and a queue of at most `waiting`; safe to use from several threads.

    A free slot goes to the share that holds the fewest, then to the one whose turn it is; within a share the first
    comes first. With two slots or more no share ever holds all of them, so a share that holds none waits for one piece
    of another's work and never for a hundred. A full queue turns away the last of the share that waits most.

    Slow pieces hold at most half of the slots, and those of one share at most half of that: what is quick goes past
    them and keeps most of the processors.
    """

    def __init__(self, slots: int, waiting: int) -> None:
        self._lock = threading.Lock()
        self._free = slots
        self._most_for_one = max(1, slots - 1)
        self._most_slow = max(1, slots // 2)
        self._most_slow_for_one = max(1, slots // 4)
        self._longest_queue = waiting
        self._held: Counter[str] = Counter()
        self._slow_held: Counter[str] = Counter()
        self._numbers = count()
        self._waiting: dict[tuple[str, bool], deque[_Ticket]] = {}
        # Start-time fair queueing (Goyal, Vin, Cheng 1996) of pieces of equal length: a share's turn is the number of
        # the round in which it is served next, one later for each piece, and never earlier than the round under way.
        self._round = 0
        self._turns: dict[str, int] = {}

    @contextmanager
    def slot(self, share: str, seconds: float, deadline: Deadline, *, slow: bool = False) -> Iterator[None]:
        """Holds a slot for `share` while the context lasts; for a `slow` piece, one of those.

        Raises:
            ScannerBusy: the queue is full, no slot became free within `seconds`, or nobody waits for it any more.
        """
        ticket = _Ticket(share, next(self._numbers), slow=slow)
        self._enter(ticket)
        with deadline.interrupting(lambda: self._give_up(ticket)):
            ticket.decided.wait(deadline.at_most(seconds))
        self._give_up(ticket)
        if not ticket.granted:
            raise ScannerBusy
        try:
            yield
        finally:
            self._release(ticket)

    def _enter(self, ticket: _Ticket) -> None:
        with self._lock:
            if not self._waits(ticket.share):
                self._turns[ticket.share] = max(self._round, self._turns.get(ticket.share, 0))
            self._waiting.setdefault((ticket.share, ticket.slow), deque()).append(ticket)
            self._grant()
            if sum(map(len, self._waiting.values())) > self._longest_queue:
                self._turn_away()

    def _waits(self, share: str) -> bool:
        return not self._waiting.keys().isdisjoint({(share, False), (share, True)})

    def _turn_away(self) -> None:
        # The newcomer is counted already, so among equals it is the one that goes.
        lengths = Counter(ticket.share for queue in self._waiting.values() for ticket in queue)
        last = (queue[-1] for queue in self._waiting.values())
        self._drop(max(last, key=lambda ticket: (lengths[ticket.share], ticket.number)))

    def _give_up(self, ticket: _Ticket) -> None:
        with self._lock:
            if not ticket.decided.is_set():
                self._drop(ticket)

    def _release(self, ticket: _Ticket) -> None:
        with self._lock:
            self._free += 1
            self._held -= Counter([ticket.share])
            self._slow_held -= Counter([ticket.share] * ticket.slow)
            self._grant()

    def _grant(self) -> None:
        while self._free and (ticket := self._next()) is not None:
            ticket.granted = True
            self._free -= 1
            self._held[ticket.share] += 1
            self._slow_held[ticket.share] += ticket.slow
            self._drop(ticket)
            self._round = max(self._round, self._turns[ticket.share])
            self._turns[ticket.share] += 1
            self._forget_past_turns()

    def _next(self) -> _Ticket | None:
        entitled = (queue[0] for queue in self._waiting.values() if self._entitled(queue[0]))
        return min(entitled, key=lambda it: (self._held[it.share], self._turns[it.share], it.number), default=None)

    def _entitled(self, ticket: _Ticket) -> bool:
        if self._held[ticket.share] >= self._most_for_one:
            return False
        return not ticket.slow or (
            self._slow_held.total() < self._most_slow and self._slow_held[ticket.share] < self._most_slow_for_one
        )

    def _forget_past_turns(self) -> None:
        for share in [it for it, turn in self._turns.items() if turn <= self._round and not self._waits(it)]:
            del self._turns[share]

    def _drop(self, ticket: _Ticket) -> None:
        queue = self._waiting[ticket.share, ticket.slow]
        queue.remove(ticket)
        if not queue:
            del self._waiting[ticket.share, ticket.slow]
        ticket.decided.set()
