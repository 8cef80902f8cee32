from __future__ import annotations

import logging
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from momento_chassis.lifecycle import Readiness, serve, stop_requested
from opentelemetry.instrumentation.utils import is_instrumentation_enabled

from tests.fakes.chassis.measurements import Measurements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Dependency:
    """Answers, or does not."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.calls = 0
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.answers_after: int | None = None
        self.answered = threading.Event()

    def __call__(self) -> None:
        self.calls += 1
        self.asked.set()
        assert self.may_answer.wait(60)
        if self.calls == self.answers_after:
            self.error = None
            self.answered.set()
        if self.error is not None:
            raise self.error


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)


def test_nothing_is_ready_before_it_was_checked() -> None:
    readiness = Readiness({"auth": Dependency()})
    assert not readiness.ready
    assert readiness.failing == {"auth": "not checked yet"}


def test_a_service_without_dependencies_is_ready() -> None:
    assert Readiness({}).ready


def test_a_service_is_ready_when_every_dependency_answers() -> None:
    auth, scanner = Dependency(), Dependency()
    readiness = Readiness({"auth": auth, "scanner": scanner})
    scanner.error = ConnectionError("it does not answer")
    readiness.check()
    assert (readiness.ready, readiness.failing) == (False, {"scanner": "it does not answer"})
    scanner.error = None
    readiness.check()
    assert (readiness.ready, readiness.failing) == (True, {})


def test_a_service_is_ready_without_what_only_degrades_it_and_says_so() -> None:
    auth, scanner = Dependency(), Dependency()
    readiness = Readiness({"auth": auth, "scanner": scanner}, degrading=["scanner"])
    assert (readiness.failing, readiness.degraded) == (
        {"auth": "not checked yet"},
        {"scanner": "not checked yet"},
    )
    scanner.error = ConnectionError("it does not answer")
    readiness.check()
    assert (readiness.ready, readiness.degraded) == (True, {"scanner": "it does not answer"})
    scanner.error = None
    readiness.check()
    assert readiness.degraded == {}


def test_what_is_needed_once_keeps_a_service_from_being_ready_only_until_it_has_answered() -> None:
    auth = Dependency()
    readiness = Readiness({"auth": auth}, degrading=["auth"], needed_once=["auth"])
    auth.error = ConnectionError("it does not answer")
    readiness.check()
    assert (readiness.ready, readiness.degraded) == (False, {})
    auth.error = None
    readiness.check()
    auth.error = ConnectionError("it is gone")
    readiness.check()
    assert (readiness.ready, readiness.degraded) == (True, {"auth": "it is gone"})


def test_metrics_tell_which_dependency_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    measured, scanner = Measurements(monkeypatch), Dependency()
    readiness = Readiness({"auth": Dependency(), "scanner": scanner})
    assert measured.of("momento.dependency.ready") == {("auth",): 0, ("scanner",): 0}
    scanner.error = ConnectionError("it does not answer")
    readiness.check()
    assert measured.of("momento.dependency.ready") == {("auth",): 1, ("scanner",): 0}


def test_checks_are_not_traced() -> None:
    asked = []
    Readiness({"auth": lambda: asked.append(is_instrumentation_enabled())}).check()
    assert asked == [False]


def test_an_error_without_a_sentence_is_told_by_its_name() -> None:
    auth = Dependency()
    auth.error = TimeoutError()
    readiness = Readiness({"auth": auth})
    readiness.check()
    assert readiness.failing == {"auth": "TimeoutError"}


def test_one_dependency_that_fails_does_not_keep_others_from_being_checked() -> None:
    first, second = Dependency(), Dependency()
    first.error = second.error = ZeroDivisionError("x")
    readiness = Readiness({"first": first, "second": second})
    readiness.check()
    assert set(readiness.failing) == {"first", "second"}


def test_only_changes_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    auth = Dependency()
    readiness = Readiness({"auth": auth})
    for error in (None, None, ConnectionError("gone"), ConnectionError("gone"), None):
        auth.error = error
        readiness.check()
    assert [record.message for record in caplog.records] == ["dependency ready", "dependency lost", "dependency ready"]
    assert vars(caplog.records[1])["detail"] == "gone"


def test_checks_go_on_until_they_are_stopped_and_every_result_is_heard() -> None:
    auth = Dependency()
    heard: list[bool] = []
    both = threading.Event()
    readiness = Readiness({"auth": auth}, interval_seconds=0, idle_seconds=0)

    def hear(ready: bool) -> None:  # noqa: FBT001  # what `start` calls  # what `start` calls
        heard.append(ready)
        auth.error = ConnectionError("gone")
        if len(heard) == 2:
            readiness.stop()
            both.set()

    readiness.start(hear)
    assert both.wait(60)
    readiness._thread.join(60)
    assert heard == [True, False]


def watched(readiness: Readiness) -> Iterator[Readiness]:
    """Checks are made, the first ones already."""
    first = threading.Event()
    readiness.start(lambda _: first.set())
    assert first.wait(60)
    yield readiness
    readiness.stop()
    readiness._thread.join(60)


@pytest.fixture
def idle() -> Iterator[tuple[Dependency, Readiness]]:
    """A service all of whose dependencies answer, and which nobody asks; what was found out is too old at once."""
    auth = Dependency()
    with contextmanager(watched)(Readiness({"auth": auth}, interval_seconds=0, idle_seconds=3600)) as readiness:
        yield auth, readiness


def test_while_all_is_well_nothing_is_checked_until_somebody_asks(idle: tuple[Dependency, Readiness]) -> None:
    auth, readiness = idle
    for asked in range(3):
        assert auth.calls == 1 + asked
        readiness.refresh(60)


def test_who_asks_hears_what_is_so_now_and_not_what_was_found_out_long_ago(idle: tuple[Dependency, Readiness]) -> None:
    auth, readiness = idle
    auth.error = ConnectionError("gone")
    assert readiness.failing == {}
    assert readiness.missing() == {"auth": "gone"}
    auth.error = None
    assert readiness.absent() == {}


def test_while_something_is_wrong_it_is_checked_again_and_again_though_nobody_asks(
    idle: tuple[Dependency, Readiness],
) -> None:
    auth, readiness = idle
    auth.error, auth.answers_after = ConnectionError("gone"), 5
    readiness.refresh(0)
    assert auth.answered.wait(60)


def test_who_asks_soon_again_has_nothing_checked_anew() -> None:
    auth = Dependency()
    with contextmanager(watched)(Readiness({"auth": auth}, interval_seconds=3600)) as readiness:
        assert readiness.missing() == {}
        assert readiness.absent() == {}
        assert auth.calls == 1


def test_who_asks_does_not_wait_long_for_a_dependency_that_hangs(idle: tuple[Dependency, Readiness]) -> None:
    auth, readiness = idle
    auth.may_answer.clear()
    readiness.refresh(0)
    assert readiness.failing == {}
    auth.may_answer.set()


def test_nobody_waits_for_checks_that_have_ended(idle: tuple[Dependency, Readiness]) -> None:
    auth, readiness = idle
    auth.may_answer.clear()
    asking = threading.Thread(target=readiness.refresh, args=(3600,))
    asking.start()
    readiness.stop()
    asking.join(60)
    assert not asking.is_alive()
    auth.may_answer.set()


def test_once_they_have_ended_nobody_is_asked_any_more_through_what_may_be_closed() -> None:
    auth, scanner = Dependency(), Dependency()
    auth.may_answer.clear()
    readiness = Readiness({"auth": auth, "scanner": scanner})
    readiness.start(lambda _: None)
    assert auth.asked.wait(60)
    readiness.stop()
    auth.may_answer.set()
    readiness.join()
    assert scanner.calls == 0
    assert not readiness._thread.is_alive()


class Server:
    """Notes what is done with it, and is told to stop as soon as it starts."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self.story: list[str] = []

    def start(self) -> int:
        self.story.append("start")
        self._stop()
        return 1

    def ask_before_health(self, refresh: Callable[[], None]) -> None:
        """Nobody asks for the health of this one."""

    def set_serving(self, *, serving: bool) -> None:
        """Heard in a thread; the order of the story does not depend on it."""

    def drain(self, grace_seconds: float) -> None:
        self.story.append(f"drain {grace_seconds}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_told_to_stop_drains_first_and_releases_then(number: signal.Signals) -> None:
    server = Server(lambda: signal.raise_signal(number))
    releases = (lambda: server.story.append("first"), lambda: server.story.append("second"))
    serve(server, Readiness({}), grace_seconds=7, on_stop=releases)  # type: ignore[arg-type]  # a server in name
    assert server.story == ["start", "drain 7", "first", "second"]


@pytest.fixture
def port_kept_free() -> Iterator[socket.socket]:
    """Has a port on which nobody listens, and which the system gives nobody who asks for any."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", 0))
        yield bound


def test_kubelet_is_told_at_a_port_of_its_own_how_the_service_is_until_it_has_ended(
    port_kept_free: socket.socket,
) -> None:
    port = port_kept_free.getsockname()[1]
    address, reported = f"http://127.0.0.1:{port}/readyz", []

    class Asked(Server):
        def start(self) -> int:
            reported.append(httpx.get(address))
            return super().start()

        def drain(self, grace_seconds: float) -> None:
            reported.append(httpx.get(address))
            super().drain(grace_seconds)

    serve(
        Asked(lambda: signal.raise_signal(signal.SIGTERM)),  # type: ignore[arg-type]  # a server in name
        Readiness({"clamd": Dependency()}),
        operations_listen=f"127.0.0.1:{port}",
    )
    assert [answer.status_code for answer in reported] == [503, 503]
    assert [answer.json()["missing"] for answer in reported] == [
        {"clamd": "not checked yet"},
        {"service": "it is ending"},
    ]
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_after_it_stopped_readiness_is_not_told_any_more() -> None:
    readiness = Readiness({}, interval_seconds=0)
    serve(Server(lambda: signal.raise_signal(signal.SIGTERM)), readiness)  # type: ignore[arg-type]  # a server in name
    readiness._thread.join(60)
    assert not readiness._thread.is_alive()


def test_nobody_has_asked_to_stop_at_first() -> None:
    stop = stop_requested()
    assert not stop.is_set()
    signal.raise_signal(signal.SIGTERM)
    assert stop.is_set()
