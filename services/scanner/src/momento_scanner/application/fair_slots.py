"""Places for work that several users want at the same time, shared fairly between them."""

from __future__ import annotations

import threading
from collections import Counter, deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from momento_scanner.domain.errors import ScannerBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_scanner.application.deadline import Deadline


class _Ticket:
    """Somebody's wish for a slot; decided once, when a slot is granted or there is none for it."""

    def __init__(self, share: str) -> None:
        self.share = share
        self.granted = False
        self.decided = threading.Event()


class FairSlots:
    """`slots` places and a queue of at most `waiting`; safe to use from several threads.

    A free slot goes to the share that holds the fewest, then to the one whose turn it is; within a share the first
    comes first. With two slots or more no share ever holds all of them, so a share that holds none waits for one piece
    of another's work and never for a hundred. A full queue turns away the last of the share that waits most.
    """

    def __init__(self, slots: int, waiting: int) -> None:
        self._lock = threading.Lock()
        self._free = slots
        self._most_for_one = max(1, slots - 1)
        self._longest_queue = waiting
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[_Ticket]] = {}
        # Start-time fair queueing (Goyal, Vin, Cheng 1996) of pieces of equal length: a share's turn is the number of
        # the round in which it is served next, one later for each piece, and never earlier than the round under way.
        self._round = 0
        self._turns: dict[str, int] = {}

    @contextmanager
    def slot(self, share: str, seconds: float, deadline: Deadline) -> Iterator[None]:
        """Holds a slot for `share` while the context lasts.

        Raises:
            ScannerBusy: the queue is full, no slot became free within `seconds`, or nobody waits for it any more.
        """
        ticket = _Ticket(share)
        self._enter(ticket)
        with deadline.interrupting(lambda: self._give_up(ticket)):
            ticket.decided.wait(deadline.at_most(seconds))
        self._give_up(ticket)
        if not ticket.granted:
            raise ScannerBusy
        try:
            yield
        finally:
            self._release(share)

    def _enter(self, ticket: _Ticket) -> None:
        with self._lock:
            if ticket.share not in self._waiting:
                self._waiting[ticket.share] = deque()
                self._turns[ticket.share] = max(self._round, self._turns.get(ticket.share, 0))
            self._waiting[ticket.share].append(ticket)
            self._grant()
            if sum(map(len, self._waiting.values())) > self._longest_queue:
                self._turn_away()

    def _turn_away(self) -> None:
        # The newcomer is counted already, so among equals it is the one that goes.
        longest = max(reversed(self._waiting), key=lambda share: len(self._waiting[share]))
        self._drop(self._waiting[longest][-1])

    def _give_up(self, ticket: _Ticket) -> None:
        with self._lock:
            if not ticket.decided.is_set():
                self._drop(ticket)

    def _release(self, share: str) -> None:
        with self._lock:
            self._free += 1
            self._held[share] -= 1
            if not self._held[share]:
                del self._held[share]
            self._grant()

    def _grant(self) -> None:
        while self._free and (share := self._next_share()) is not None:
            ticket = self._waiting[share][0]
            ticket.granted = True
            self._free -= 1
            self._held[share] += 1
            self._drop(ticket)
            self._round = max(self._round, self._turns[share])
            self._turns[share] += 1
            self._forget_past_turns()

    def _next_share(self) -> str | None:
        entitled = [share for share in self._waiting if self._held[share] < self._most_for_one]
        return min(entitled, key=lambda share: (self._held[share], self._turns[share]), default=None)

    def _forget_past_turns(self) -> None:
        past = [it for it, turn in self._turns.items() if turn <= self._round and it not in self._waiting]
        for share in past:
            del self._turns[share]

    def _drop(self, ticket: _Ticket) -> None:
        queue = self._waiting[ticket.share]
        queue.remove(ticket)
        if not queue:
            del self._waiting[ticket.share]
        ticket.decided.set()
