"""A gRPC server as every service runs it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from opentelemetry.instrumentation.grpc import filters, server_interceptor

from momento_chassis.grpc.certificate_validity import measure_validity, of_the_mesh
from momento_chassis.grpc.certificates import CertificateFiles
from momento_chassis.grpc.health import ACCEPTING_CALLS
from momento_chassis.grpc.health_service import HealthService
from momento_chassis.grpc.interceptors import CallerTable, ErrorTranslation
from momento_chassis.grpc.measuring import CallMeasurement
from momento_chassis.grpc.tls import server_credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from momento_chassis.config import MeshTls
    from momento_chassis.grpc.errors import ErrorTable

DEFAULT_MESSAGE_BYTES: Final = 4 * 1024 * 1024
_HEALTH_THREADS: Final = 2
NOTICE_SECONDS: Final = 0.5
"""For clients to hear that a server ends, before it takes no more calls; on a network of a cluster that is ample."""
CONNECTION_SECONDS: Final = 300
"""Age at which a client is asked to connect anew: that is when it sees new replicas, and proves itself anew."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What makes one service's server differ from another's.

    Attributes:
        listen: `host:port`; port 0 takes a free one.
        callers: full method name to the services that may call it.
        errors: which status each of the service's errors becomes.
        service_names: full names of the services it answers for, for `grpc.health.v1`.
        threads: how many calls are answered at the same time; more wait, up to twice as many.
        message_bytes: the largest message it takes or gives.
    """

    listen: str
    tls: MeshTls
    callers: Mapping[str, frozenset[str]]
    errors: ErrorTable
    service_names: Sequence[str]
    threads: int = 16
    message_bytes: int = DEFAULT_MESSAGE_BYTES


class GrpcServer:
    """Answers calls over mutual TLS until it is drained."""

    def __init__(self, options: ServerOptions, register: Callable[[grpc.Server], None]) -> None:
        """Prepares a server; `register` adds the service's own servicers to it."""
        self._names = ("", *options.service_names)
        self._health = HealthService()
        self._server = _server(options)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        register(self._server)
        self.set_serving(serving=False)
        self._health.set(ACCEPTING_CALLS, health_pb2.HealthCheckResponse.SERVING)
        files = CertificateFiles(options.tls)
        measure_validity(of_the_mesh(files))
        self.port = self._server.add_secure_port(options.listen, server_credentials(files))

    def start(self) -> int:
        """Begins to answer and returns the port; health says NOT_SERVING until `set_serving`."""
        self._server.start()
        return self.port

    def set_serving(self, *, serving: bool) -> None:
        """Tells health checks whether calls are welcome."""
        state = health_pb2.HealthCheckResponse.SERVING if serving else health_pb2.HealthCheckResponse.NOT_SERVING
        for name in self._names:
            self._health.set(name, state)

    def ask_before_health(self, refresh: Callable[[], None]) -> None:
        """Has `refresh` called before each answer to a health check; it may call `set_serving`."""
        self._health.refresh = refresh

    def drain(self, grace_seconds: float) -> None:
        """Sends clients elsewhere, then refuses new calls, lets running ones finish for `grace_seconds`, ends them."""
        self._health.end()
        if grace_seconds:
            # A call that is sent between this server's end and the client's hearing of it would be lost.
            time.sleep(NOTICE_SECONDS)
        self._server.stop(grace_seconds).wait()


def _server(options: ServerOptions) -> grpc.Server:
    return grpc.server(
        ThreadPoolExecutor(options.threads + _HEALTH_THREADS, thread_name_prefix="grpc"),
        interceptors=[
            server_interceptor(filter_=filters.negate(filters.health_check())),
            CallMeasurement(),
            ErrorTranslation(options.errors),
            CallerTable(options.callers),
        ],
        options=[
            ("grpc.max_receive_message_length", options.message_bytes),
            ("grpc.max_send_message_length", options.message_bytes),
            # Two servers on one port would share its calls without anybody noticing.
            ("grpc.so_reuseport", 0),
            ("grpc.max_connection_age_ms", 1000 * CONNECTION_SECONDS),
        ],
        maximum_concurrent_rpcs=3 * options.threads,
    )
