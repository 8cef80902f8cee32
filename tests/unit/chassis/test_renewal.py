"""Certificates are renewed, their authority is replaced and servers are restarted while calls go on; none may fail."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import grpc
import pytest
from momento.auth.v1 import auth_pb2, auth_pb2_grpc
from momento_chassis.config import MeshTls
from momento_chassis.grpc.client import async_channel, channel
from momento_chassis.grpc.credentials import bearer_metadata
from momento_chassis.grpc.server import GrpcServer, ServerOptions

from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SERVICE = "momento.auth.v1.AuthService"
SECONDS = 20.0
CALLS = 25
"""How many calls must have succeeded after each change."""


class Servicer(auth_pb2_grpc.AuthServiceServicer):
    asked: threading.Event

    def VerifyToken(self, *_: Any) -> Any:  # noqa: N802  # the generated name
        self.asked.set()
        return auth_pb2.VerifyTokenResponse(user_id="ann")


class Mesh:
    """Certificates of a server and a client at paths that stay, whoever has issued what lies there."""

    def __init__(self, folder: Path) -> None:
        self.former = TestAuthority(folder / "former", "the former authority")
        self.new = TestAuthority(folder / "new", "the new authority")
        self._folder = folder
        self.server, self.client = self._paths("auth"), self._paths("ingest")
        self.issue(self.former)
        self.trust(self.former)

    def issue(self, authority: TestAuthority) -> None:
        """New certificates for both."""
        for tls, name in ((self.server, "auth"), (self.client, "ingest")):
            fresh = authority.issue(name)
            _replace(tls.key, fresh.key.read_bytes())
            _replace(tls.certificate, fresh.certificate.read_bytes())

    def trust(self, *authorities: TestAuthority) -> None:
        """Both believe these."""
        _replace(self.server.authority, b"".join(each.path.read_bytes() for each in authorities))

    def _paths(self, name: str) -> MeshTls:
        return MeshTls(self._folder / f"{name}.pem", self._folder / f"{name}.key", self._folder / "authority.pem")


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".fresh")
    fresh.write_bytes(content)
    fresh.replace(path)


class Replicas:
    """Two servers behind one address."""

    def __init__(self, tls: MeshTls) -> None:
        self._tls = tls
        self._servers = [self._started(0), self._started(0)]
        self.address = "ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in self._servers)

    def restart(self, number: int, meanwhile: Callable[[], None]) -> None:
        """Ends one as a rollout does, and starts it again on its port; returns when it has been called there."""
        port = self._servers[number].port
        self._servers[number].drain(SECONDS)
        meanwhile()
        self._servers[number] = self._started(port)
        assert self._asked.wait(SECONDS)

    def stop(self) -> None:
        for server in self._servers:
            server.drain(0)

    def _started(self, port: int) -> GrpcServer:
        servicer = Servicer()  # type: ignore[abstract]  # the method that the test calls
        servicer.asked = self._asked = threading.Event()
        callers = {f"/{SERVICE}/VerifyToken": frozenset({"ingest"})}
        options = ServerOptions(f"127.0.0.1:{port}", self._tls, callers, {}, [SERVICE])
        server = GrpcServer(options, lambda it: auth_pb2_grpc.add_AuthServiceServicer_to_server(servicer, it))
        server.start()
        return server


@dataclass
class Load:
    """Somebody who calls without a pause, blocking or by asyncio, until the block ends."""

    address: str
    tls: MeshTls
    blocking: bool
    failures: list[str] = field(default_factory=list)
    _ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _stopped: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Returns when more calls have ended, whatever has ended before."""
        while self._ended.acquire(blocking=False):
            pass
        for _ in range(CALLS):
            assert self._ended.acquire(timeout=SECONDS), self.failures

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(SECONDS)

    def _run(self) -> None:
        if self.blocking:
            self._call_blocking()
        else:
            asyncio.run(self._call_async())

    def _call_blocking(self) -> None:
        with channel(self.address, self.tls, "auth") as opened:
            stub = auth_pb2_grpc.AuthServiceStub(opened)
            while not self._stopped.is_set():
                try:
                    stub.VerifyToken(auth_pb2.VerifyTokenRequest(), timeout=SECONDS, metadata=bearer_metadata("x"))
                except grpc.RpcError as error:
                    self.failures.append(str(error))
                self._ended.release()

    async def _call_async(self) -> None:
        async with async_channel(self.address, self.tls, "auth") as opened:
            verify: Any = auth_pb2_grpc.AuthServiceStub(opened).VerifyToken
            while not self._stopped.is_set():
                try:
                    await verify(auth_pb2.VerifyTokenRequest(), timeout=SECONDS, metadata=bearer_metadata("x"))
                except grpc.RpcError as error:
                    self.failures.append(str(error))
                self._ended.release()


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    return Mesh(tmp_path)


@pytest.fixture
def replicas(mesh: Mesh) -> Iterator[Replicas]:
    both = Replicas(mesh.server)
    yield both
    both.stop()


@pytest.mark.parametrize("blocking", [True, False], ids=["blocking", "asyncio"])
def test_no_call_fails_while_certificates_and_their_authority_are_replaced(
    mesh: Mesh, replicas: Replicas, *, blocking: bool
) -> None:
    with Load(replicas.address, mesh.client, blocking) as load:
        load.go_on()
        mesh.trust(mesh.former, mesh.new)
        load.go_on()
        mesh.issue(mesh.new)
        load.go_on()
        mesh.trust(mesh.new)
        # A server that begins anew has nothing but what lies there now, and every client has to connect to it anew.
        for number in (0, 1):
            replicas.restart(number, load.go_on)
    assert load.failures == []


def test_a_running_server_no_longer_believes_a_replaced_authority(mesh: Mesh, replicas: Replicas) -> None:
    former = mesh.former.issue("ingest")
    trusting_both = former.authority.with_name("both.pem")
    trusting_both.write_bytes(mesh.former.path.read_bytes() + mesh.new.path.read_bytes())
    outdated = MeshTls(former.certificate, former.key, trusting_both)
    mesh.issue(mesh.new)
    mesh.trust(mesh.new)
    with channel(replicas.address, mesh.client, "auth") as renewed:
        answer = auth_pb2_grpc.AuthServiceStub(renewed).VerifyToken(auth_pb2.VerifyTokenRequest(), timeout=SECONDS)
        assert answer.user_id == "ann"
    with channel(replicas.address, outdated, "auth") as refused, pytest.raises(grpc.RpcError) as raised:
        auth_pb2_grpc.AuthServiceStub(refused).VerifyToken(auth_pb2.VerifyTokenRequest(), timeout=SECONDS)
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
