"""The health service over a real server: who watches hears every change, and who leaves holds nobody up."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from momento_chassis.grpc.health_service import HealthService

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVING, NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING
UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
SECONDS = 60
THREADS = 2
"""Fewer than there are watchers."""


@pytest.fixture
def health() -> HealthService:
    return HealthService()


@pytest.fixture
def stub(health: HealthService) -> Iterator[Any]:
    server = grpc.server(ThreadPoolExecutor(THREADS))
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield health_pb2_grpc.HealthStub(channel)
    server.stop(0).wait()


def watched(stub: Any, name: str) -> Any:
    return stub.Watch(health_pb2.HealthCheckRequest(service=name), timeout=SECONDS)


def test_a_name_has_the_status_that_was_set_last(health: HealthService, stub: Any) -> None:
    for status in (SERVING, NOT_SERVING):
        health.set("auth", status)
        assert stub.Check(health_pb2.HealthCheckRequest(service="auth")).status == status


def test_what_has_changed_since_is_found_out_before_a_check_is_answered(health: HealthService, stub: Any) -> None:
    health.set("auth", SERVING)
    health.refresh = lambda: health.set("auth", NOT_SERVING)
    assert stub.Check(health_pb2.HealthCheckRequest(service="auth")).status == NOT_SERVING


def test_a_name_that_nobody_set_is_not_found(stub: Any) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        stub.Check(health_pb2.HealthCheckRequest(service="nobody"))
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND


def test_who_watches_hears_of_each_change_once(health: HealthService, stub: Any) -> None:
    reported = watched(stub, "auth")
    assert next(reported).status == UNKNOWN
    for status in (SERVING, SERVING, NOT_SERVING):
        health.set("auth", status)
    assert [next(reported).status for _ in range(2)] == [SERVING, NOT_SERVING]


def test_at_the_end_everybody_hears_it_whatever_they_watch(health: HealthService, stub: Any) -> None:
    for name in ("auth", "scanner"):
        health.set(name, SERVING)
    watchers = [watched(stub, name) for name in ("auth", "scanner") for _ in range(2 * THREADS)]
    assert [next(reported).status for reported in watchers] == [SERVING] * len(watchers)
    health.end()
    assert [next(reported).status for reported in watchers] == [NOT_SERVING] * len(watchers)


def test_who_leaves_while_others_are_told_holds_nobody_up(health: HealthService, stub: Any) -> None:
    finished = threading.Event()

    def change() -> None:
        for number in range(200):
            health.set("auth", (SERVING, NOT_SERVING)[number % 2])
        finished.set()

    teller = threading.Thread(target=change, daemon=True)
    teller.start()
    for _ in range(50):
        reported = watched(stub, "auth")
        next(reported)
        reported.cancel()
    assert finished.wait(SECONDS)
    assert stub.Check(health_pb2.HealthCheckRequest(service="auth")).status == NOT_SERVING
