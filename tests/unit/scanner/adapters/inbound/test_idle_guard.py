from __future__ import annotations

from threading import Event

from momento_scanner.adapters.inbound.grpc.idle_guard import IdleGuard

WAIT_SECONDS = 30.0


def test_what_makes_no_progress_is_stopped() -> None:
    stopped = Event()

    with IdleGuard(0.01, stopped.set) as guard:
        assert stopped.wait(WAIT_SECONDS)
        assert guard.expired


def test_a_pause_does_not_count() -> None:
    ended_later = Event()

    with IdleGuard(0.02, lambda: None) as paused:
        paused.pause()
        with IdleGuard(0.2, ended_later.set):
            assert ended_later.wait(WAIT_SECONDS)
        assert not paused.expired


def test_after_a_pause_it_counts_again() -> None:
    stopped = Event()

    with IdleGuard(0.01, stopped.set) as guard:
        guard.pause()
        guard.progress()
        assert stopped.wait(WAIT_SECONDS)
