from __future__ import annotations

from selectors import DefaultSelector
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from momento_chassis import http_server
from momento_chassis.operations import OperationsServer

if TYPE_CHECKING:
    from collections.abc import Iterator


MISSING: dict[str, str] = {}
DEGRADED: dict[str, str] = {}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = OperationsServer("127.0.0.1:0", lambda: MISSING, degraded=lambda: DEGRADED)
    yield f"http://127.0.0.1:{server.start()}"
    server.stop()


@pytest.fixture(autouse=True)
def missing() -> dict[str, str]:
    """What the service lacks."""
    MISSING.clear()
    return MISSING


def test_a_service_that_is_ready_says_so(address: str) -> None:
    answer = httpx.get(f"{address}/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "missing": {}, "degraded": {}})


def test_a_service_that_does_without_something_is_ready_and_says_without_what(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DEGRADED, "scanner", "it does not answer")
    answer = httpx.get(f"{address}/readyz")
    reported = {"status": "ready", "missing": {}, "degraded": {"scanner": "it does not answer"}}
    assert (answer.status_code, answer.json()) == (200, reported)


def test_a_service_that_is_not_ready_says_what_is_missing_and_is_alive(address: str, missing: dict[str, str]) -> None:
    missing["scanner"] = "it does not answer"
    answer = httpx.get(f"{address}/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "missing": missing, "degraded": {}})
    assert httpx.get(f"{address}/livez").status_code == 200


@pytest.mark.parametrize("path", ["/", "/metrics", "/livez/", "/readyz?x=1", "/../livez"])
def test_there_is_nothing_else(address: str, path: str) -> None:
    assert httpx.get(f"{address}{path}").status_code == (200 if path == "/../livez" else 404)


def test_it_only_answers_questions(address: str) -> None:
    assert httpx.post(f"{address}/livez").status_code == 501


def test_probes_are_not_worth_a_line(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    httpx.get(f"{address}/livez")
    assert capfd.readouterr() == ("", "")


def test_nobody_wakes_up_while_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = []

    class Selector(DefaultSelector):
        def select(self, timeout: float | None = None) -> Any:
            waits.append(timeout)
            return super().select(timeout)

    monkeypatch.setattr(http_server, "DefaultSelector", Selector)
    server = OperationsServer("127.0.0.1:0", dict)
    port = server.start()
    assert httpx.get(f"http://127.0.0.1:{port}/livez").status_code == 200
    server.stop()
    assert set(waits) == {None}


def test_a_port_that_is_taken_is_an_error(address: str) -> None:
    with pytest.raises(OSError, match="in use"):
        OperationsServer(address.removeprefix("http://"), dict)
