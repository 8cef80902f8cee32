"""A real server of another service, on loopback with mutual TLS, whose answers a test writes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import grpc
from momento.auth.v1 import auth_pb2_grpc
from momento.catalog.v1 import catalog_pb2_grpc
from momento_chassis.config import MeshTls
from momento_chassis.grpc.client import async_channel
from momento_chassis.grpc.server import GrpcServer, ServerOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from momento_chassis.grpc.errors import ErrorTable

    from tests.fakes.chassis.certificates import TestAuthority


class ScriptedError(Exception):
    """An error that a servicer raises; a subclass for each status stands in the error table."""

    def __init__(self, reason: str, message: str, metadata: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.metadata = metadata or {}


Failures = Mapping[grpc.StatusCode, type[ScriptedError]]
"""For each status an error that becomes it."""
Served = tuple[str, MeshTls]
"""Where a server is, and with what the edge proves itself to it."""


@dataclass
class Script:
    """What the other service answers, by method, and what it was asked.

    An answer is a message, an exception to raise, or a function of request and context.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[Any] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    def answer(self, method: str, request: Any, context: grpc.ServicerContext) -> Any:
        self.requests.append(request if not hasattr(request, "__next__") else list(request))
        self.tokens.extend(str(value) for key, value in context.invocation_metadata() if key == "authorization")
        self.deadlines.append(context.time_remaining() or 0.0)
        answer = self.answers[method]
        if isinstance(answer, Exception):
            raise answer
        return answer(self.requests[-1], context) if callable(answer) else answer


def servicer(base: type, script: Script) -> Any:
    """A servicer of the generated class `base` whose every method follows `script`."""
    names = [name for name in vars(base) if not name.startswith("_")]
    return type("Scripted", (base,), {name: _method(script, name) for name in names})()


def _method(script: Script, name: str) -> Callable[..., Any]:
    return lambda _, request, context: script.answer(name, request, context)


@contextmanager
def serving(
    authority: TestAuthority,
    service: str,
    methods: list[str],
    failures: Failures,
    register: Callable[[grpc.Server], None],
    full_name: str = "",
) -> Iterator[Served]:
    """A running server of `service` (`auth`, `catalog`, `scanner`); gives its address and the edge's certificate.

    `full_name` is that of the gRPC service, where it is not named after the process.
    """
    full_name = full_name or f"momento.{service}.v1.{service.capitalize()}Service"
    callers = {f"/{full_name}/{method}": frozenset({"ingest"}) for method in methods}
    errors: ErrorTable = {error: code for code, error in failures.items()}
    options = ServerOptions("127.0.0.1:0", authority.issue(service), callers, errors, [full_name])
    server = GrpcServer(options, register)
    server.start()
    yield f"127.0.0.1:{server.port}", authority.issue("ingest")
    server.drain(0)


@contextmanager
def serving_auth(authority: TestAuthority, methods: list[str], failures: Failures, script: Script) -> Iterator[Served]:
    """A running `AuthService` whose every method follows `script`."""
    scripted = servicer(auth_pb2_grpc.AuthServiceServicer, script)

    def register(server: grpc.Server) -> None:
        auth_pb2_grpc.add_AuthServiceServicer_to_server(scripted, server)

    with serving(authority, "auth", methods, failures, register) as served:
        yield served


@contextmanager
def serving_catalog(
    authority: TestAuthority, methods: list[str], failures: Failures, script: Script
) -> Iterator[Served]:
    """A running `CatalogService` whose every method follows `script`."""
    scripted = servicer(catalog_pb2_grpc.CatalogServiceServicer, script)

    def register(server: grpc.Server) -> None:
        catalog_pb2_grpc.add_CatalogServiceServicer_to_server(scripted, server)

    with serving(authority, "catalog", methods, failures, register) as served:
        yield served


@asynccontextmanager
async def connected(served: Served, service: str, script: Script) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a running server of `service` that follows `script`."""
    script.__init__()  # type: ignore[misc]  # each test begins with an empty script
    channel = async_channel(*served, service)
    yield channel
    await channel.close(None)
