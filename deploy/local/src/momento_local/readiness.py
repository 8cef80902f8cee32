"""Asks services whether they are ready, as Kubernetes would."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from momento_chassis.grpc.client import channel
from momento_chassis.grpc.errors import remote_error

from momento_local.errors import NotReady

if TYPE_CHECKING:
    from momento_chassis.config import MeshTls

PROBE_SECONDS: Final = 3
OK: Final = 200
MAX_REASON: Final = 500


@dataclass(frozen=True)
class GrpcHealth:
    """The health service (grpc.health.v1) of the service `name` on `port` of this machine."""

    name: str
    port: int
    tls: MeshTls

    def __call__(self) -> None:
        """Raises NotReady unless the service says that it is serving."""
        with channel(f"127.0.0.1:{self.port}", self.tls, self.name) as connection:
            try:
                answer = health_pb2_grpc.HealthStub(connection).Check(
                    health_pb2.HealthCheckRequest(), timeout=PROBE_SECONDS
                )
            except grpc.RpcError as error:
                raise NotReady(f"no answer on port {self.port} ({remote_error(error).code.name})") from error
        if answer.status != health_pb2.HealthCheckResponse.SERVING:
            raise NotReady("says that it is not serving; its log tells why")


@dataclass(frozen=True)
class HttpReadiness:
    """The readiness page of ingest's operations port."""

    port: int

    def __call__(self) -> None:
        """Raises NotReady, with the answer as the reason, unless the status is 200."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PROBE_SECONDS)
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            body = response.read(MAX_REASON).decode("utf-8", errors="replace").strip()
        except (OSError, HTTPException) as error:
            raise NotReady(f"no answer on port {self.port} ({error})") from error
        finally:
            connection.close()
        if response.status != OK:
            raise NotReady(f"answers with status {response.status}: {body}")
