"""The whole service with a real mail server beside it."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Any

import pytest
from momento.auth.v1 import auth_pb2

from tests.fakes.auth.service import RunningAuth, environment, refusal, sign_in, signed_in
from tests.fakes.auth.smtp_server import LoopbackSmtpServer
from tests.fakes.auth.world import reset_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.chassis.certificates import TestAuthority

TIMEOUT_SECONDS = 60


class Mailbox:
    """Hands on what comes."""

    def __init__(self) -> None:
        self.letters: queue.Queue[str] = queue.Queue()

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        text = envelope.content.decode().replace("\r\n", "\n")
        self.letters.put(text.replace("=\n", "").replace("=3D", "="))
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def auth(authority: TestAuthority, tmp_path: Path, mailbox: Mailbox) -> Iterator[RunningAuth]:
    server = LoopbackSmtpServer(mailbox)
    server.start()
    url = f"smtp://127.0.0.1:{server.port}"
    running = RunningAuth(authority, environment(authority, tmp_path, MOMENTO_AUTH_SMTP_URL=url))
    yield running
    running.stop()
    server.stop()


def test_who_has_forgotten_the_password_chooses_another_by_a_letter(auth: RunningAuth, mailbox: Mailbox) -> None:
    ingest, email, new = auth.stub("ingest"), "ada@example.org", "another engine"
    started = signed_in(ingest, email)
    for address in ("nobody@example.org", email):
        ingest.AskForPasswordReset(auth_pb2.AskForPasswordResetRequest(email=address))
    reset = reset_in(mailbox.letters.get(timeout=TIMEOUT_SECONDS))
    ingest.ResetPassword(auth_pb2.ResetPasswordRequest(reset=reset, new_password=new))
    assert "was changed" in mailbox.letters.get(timeout=TIMEOUT_SECONDS)
    token = auth_pb2.VerifyTokenRequest(access_token=started.tokens.access_token)
    assert refusal(lambda: ingest.VerifyToken(token)).reason == "SESSION_ENDED"
    assert sign_in(ingest, email, new).account.email == email
    assert mailbox.letters.empty()
