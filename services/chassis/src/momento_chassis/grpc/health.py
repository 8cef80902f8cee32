"""Whether another service says that calls are welcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Callable

DEADLINE_SECONDS: Final = 2.0
ACCEPTING_CALLS: Final = "momento.AcceptingCalls"
"""The name under which a server tells clients, in `grpc.health.v1`, that it is not ending. Unlike readiness it does not
depend on others: a service whose database is away still answers, and says so itself."""


class NotServing(Exception):
    """The service answers, and says that it cannot work just now, or does not answer."""


def serving_check(channel: grpc.Channel, service: str) -> Callable[[], None]:
    """A check for `Readiness`: raises NotServing while `service` (full name) is not SERVING."""
    stub = health_pb2_grpc.HealthStub(channel)
    request = health_pb2.HealthCheckRequest(service=service)

    def check() -> None:
        try:
            status = stub.Check(request, timeout=DEADLINE_SECONDS).status
        except grpc.RpcError as error:
            raise NotServing(f"it does not answer ({error.code().name})") from error
        if status != health_pb2.HealthCheckResponse.SERVING:
            raise NotServing("it says that it is not ready")

    return check
