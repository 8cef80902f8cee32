"""The adapter, before a server of auth whose answers a test writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.adapters.outbound.grpc.identity import GrpcIdentity

from tests.fakes.ingest.mesh import connected, serving_auth

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Script, Served

METHODS = [
    "RegisterAccount",
    "SignIn",
    "RenewSession",
    "SignOut",
    "VerifyToken",
    "GrantUpload",
    "CheckUploadGrant",
    "ListActivity",
    "ListSessions",
    "EndSession",
    "EndOtherSessions",
    "ChangePassword",
    "AskForPasswordReset",
    "ResetPassword",
    "CreateApiKey",
    "ListApiKeys",
    "RevokeApiKey",
    "ExchangeApiKey",
    "CloseAccount",
    "ListClosedLibraries",
    "EraseAccount",
    "GrantExport",
    "ExchangeExportGrant",
    "ListEndedSessions",
]


@pytest.fixture(scope="module")
def auth(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    with serving_auth(authority, METHODS, failures, script) as served:
        yield served


@pytest.fixture
async def identity(auth: Served, script: Script) -> AsyncIterator[GrpcIdentity]:
    async with connected(auth, "auth", script) as channel:
        yield GrpcIdentity(channel)
