from __future__ import annotations

from concurrent import futures
from typing import TYPE_CHECKING

import grpc
import pytest
from momento.auth.v1 import auth_pb2, auth_pb2_grpc
from momento_catalog.adapters.outbound.grpc.ended_sessions import (
    MAX_USE_SECONDS,
    REFRESH_SECONDS,
    RETRY_SECONDS,
    GrpcEndedSessions,
)
from momento_catalog.domain.errors import KeysUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTANT = 0.001


class Auth(auth_pb2_grpc.AuthServiceServicer):
    def __init__(self) -> None:
        self.ended = ["over"]
        self.asked = 0
        self.broken = False

    def ListEndedSessions(  # noqa: N802  # the generated name
        self,
        request: auth_pb2.ListEndedSessionsRequest,  # noqa: ARG002  # it is empty
        context: grpc.ServicerContext,
    ) -> auth_pb2.ListEndedSessionsResponse:
        self.asked += 1
        if self.broken:
            context.abort(grpc.StatusCode.UNAVAILABLE, "no")
        return auth_pb2.ListEndedSessionsResponse(session_ids=self.ended)


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def auth() -> Auth:
    return Auth()  # type: ignore[abstract]  # the one method that is called


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def sessions(auth: Auth, time: Time) -> Iterator[GrpcEndedSessions]:
    server = grpc.server(futures.ThreadPoolExecutor(2))
    auth_pb2_grpc.add_AuthServiceServicer_to_server(auth, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield GrpcEndedSessions(channel, time)
    server.stop(0).wait()


def test_one_question_serves_all_calls_of_two_seconds(sessions: GrpcEndedSessions, auth: Auth, time: Time) -> None:
    assert sessions.includes("over")
    time.now += REFRESH_SECONDS
    assert not sessions.includes("standing")
    assert auth.asked == 1


def test_what_has_ended_since_is_known_after_two_seconds(sessions: GrpcEndedSessions, auth: Auth, time: Time) -> None:
    assert not sessions.includes("mine")
    auth.ended.append("mine")
    time.now += REFRESH_SECONDS + INSTANT
    assert sessions.includes("mine")


def test_without_auth_nobody_is_honoured_longer_than_five_seconds(
    sessions: GrpcEndedSessions, auth: Auth, time: Time
) -> None:
    sessions.includes("mine")
    auth.broken = True
    time.now += MAX_USE_SECONDS
    assert not sessions.includes("mine")
    time.now += INSTANT
    with pytest.raises(KeysUnavailable):
        sessions.includes("mine")
    auth.broken = False
    time.now += RETRY_SECONDS
    assert not sessions.includes("mine")
    assert MAX_USE_SECONDS <= 5


def test_before_the_first_answer_nobody_is_honoured(sessions: GrpcEndedSessions, auth: Auth) -> None:
    auth.broken = True
    with pytest.raises(KeysUnavailable):
        sessions.includes("mine")


def test_who_does_not_answer_is_not_flooded(sessions: GrpcEndedSessions, auth: Auth, time: Time) -> None:
    auth.broken = True
    for _ in range(20):
        with pytest.raises(KeysUnavailable):
            sessions.includes("mine")
    assert auth.asked == 1
    time.now += RETRY_SECONDS
    with pytest.raises(KeysUnavailable):
        sessions.includes("mine")
    assert auth.asked == 2
