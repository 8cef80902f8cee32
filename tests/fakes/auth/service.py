"""A whole auth service on loopback, with channels of the other services to it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import grpc
import pytest
from momento.auth.v1 import administration_pb2_grpc, auth_pb2, auth_pb2_grpc
from momento_auth.bootstrap import AuthService, bootstrap
from momento_auth.config import AuthConfig
from momento_chassis.config import load
from momento_chassis.grpc.client import channel
from momento_chassis.grpc.errors import RemoteError, remote_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from momento_auth.application.ports.clock import Clock

    from tests.fakes.chassis.certificates import TestAuthority

PASSWORD = "engine of difference"


def environment(authority: TestAuthority, folder: Path, **changes: str) -> dict[str, str]:
    """The variables of a service that keeps its database in `folder`, with cheap password hashes."""
    tls = authority.issue("auth")
    return {
        "MOMENTO_LISTEN": "127.0.0.1:0",
        "MOMENTO_AUTH_DATABASE_URL": f"sqlite:///{folder / 'auth.sqlite3'}",
        "MOMENTO_AUTH_SEALING_KEY": base64.b64encode(b"k" * 32).decode(),
        "MOMENTO_AUTH_ARGON2_MEMORY_KIB": "7168",
        "MOMENTO_AUTH_ARGON2_ITERATIONS": "1",
        "MOMENTO_AUTH_REGISTRATION": "open",
        "MOMENTO_AUTH_REGISTRATIONS_PER_HOUR": "1000",
        "MOMENTO_TLS_CERTIFICATE": str(tls.certificate),
        "MOMENTO_TLS_KEY": str(tls.key),
        "MOMENTO_TLS_AUTHORITY": str(tls.authority),
        **changes,
    }


@dataclass
class RunningAuth:
    """Runs from its making until `stop`."""

    authority: TestAuthority
    environ: Mapping[str, str]
    clock: Clock | None = None
    _channels: list[grpc.Channel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.service: AuthService = bootstrap(load(AuthConfig, self.environ), self.clock)
        self.port = self.service.server.start()

    def stub(self, caller: str) -> auth_pb2_grpc.AuthServiceStub:
        """Auth as the service named `caller` reaches it."""
        self._channels.append(channel(f"127.0.0.1:{self.port}", self.authority.issue(caller), "auth"))
        return auth_pb2_grpc.AuthServiceStub(self._channels[-1])

    def administration(self, caller: str) -> administration_pb2_grpc.AdministrationServiceStub:
        """The same for what administrators may do."""
        self._channels.append(channel(f"127.0.0.1:{self.port}", self.authority.issue(caller), "auth"))
        return administration_pb2_grpc.AdministrationServiceStub(self._channels[-1])

    def stop(self) -> None:
        """Ends the service and every channel to it."""
        for opened in self._channels:
            opened.close()
        self.service.server.drain(0)
        self.service.email_worker.stop()
        self.service.database.close()


def signed_in(stub: auth_pb2_grpc.AuthServiceStub, email: str) -> auth_pb2.SignInResponse:
    stub.RegisterAccount(auth_pb2.RegisterAccountRequest(email=email, password=PASSWORD, display_name="Ada"))
    return sign_in(stub, email, PASSWORD)


def sign_in(stub: auth_pb2_grpc.AuthServiceStub, email: str, password: str) -> auth_pb2.SignInResponse:
    request = auth_pb2.SignInRequest(email=email, password=password, client_address="203.0.113.7", user_agent="Firefox")
    return stub.SignIn(request)


def renew(stub: auth_pb2_grpc.AuthServiceStub, tokens: auth_pb2.SessionTokens) -> auth_pb2.RenewSessionResponse:
    return stub.RenewSession(auth_pb2.RenewSessionRequest(refresh_token=tokens.refresh_token, user_agent="Firefox"))


def refusal(call: Callable[[], object]) -> RemoteError:
    with pytest.raises(grpc.RpcError) as failure:
        call()
    return remote_error(failure.value)
