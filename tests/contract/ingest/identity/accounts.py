"""Ada's account and session, as auth tells of them and as the edge understands them."""

from __future__ import annotations

from datetime import UTC, datetime

from momento.auth.v1 import auth_pb2
from momento_ingest.application.ports.identity import Client, Session, User, WishedAccount
from momento_ingest.domain.identifiers import UploadId, UserId

from tests.contract.ingest.timestamps import timestamp
from tests.fakes.ingest.identity import InMemoryIdentity

END = datetime(2026, 3, 1, 12, 10, tzinfo=UTC)
LATER_END = datetime(2026, 4, 1, 12, tzinfo=UTC)
UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
ACCOUNT = auth_pb2.Account(user_id="01arz3ndektsv4rrffq69g5fad", email="ada@example.org", display_name="Ada")
ADA = User(UserId("01arz3ndektsv4rrffq69g5fad"), "ada@example.org", "Ada")
BROWSER = Client("192.0.2.1", "Firefox")
TOKENS = auth_pb2.SessionTokens(
    access_token="access",
    access_expires_at=timestamp(END),
    refresh_token="refresh",
    refresh_expires_at=timestamp(LATER_END),
)
SESSION = Session(ADA, "access", END, "refresh", LATER_END)


async def fake_with_ada() -> tuple[InMemoryIdentity, User]:
    identity = InMemoryIdentity()
    return identity, await identity.register(WishedAccount("ada@example.org", "a password", "Ada"), BROWSER)
