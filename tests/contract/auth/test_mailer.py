"""Letters reach a real SMTP server, over TLS where it is not on this machine, and in no other way."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult
from momento_auth.adapters.outbound.smtp.mailer import SmtpMailer, sender
from momento_auth.adapters.outbound.smtp.server import MailServer
from momento_auth.application.ports.mailer import MailDelayed, MailRefused
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.email.message import OutgoingEmail

from tests.fakes.auth.mailer import InMemoryMailer
from tests.fakes.auth.smtp_server import LoopbackSmtpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from momento_auth.application.ports.mailer import Mailer

    from tests.fakes.chassis.certificates import TestAuthority

EMAIL = OutgoingEmail(EmailAddress("ada@example.org"), "Hello Ada", "https://momento.example/?reset=a-link\n")


class Mailboxes:
    """What a server was sent, with the answer that it gives."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # as above
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def mailboxes() -> Mailboxes:
    return Mailboxes()


@pytest.fixture
def serve(mailboxes: Mailboxes) -> Iterator[Callable[..., int]]:
    """Starts a server on a free port of loopback and tells the port."""
    running: list[LoopbackSmtpServer] = []

    def start(**settings: Any) -> int:
        server = LoopbackSmtpServer(mailboxes, **settings)
        server.start()
        running.append(server)
        return int(server.port)

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def tls(authority: TestAuthority) -> tuple[ssl.SSLContext, Path]:
    issued = authority.issue("localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(issued.certificate, issued.key)
    return context, issued.authority


@pytest.mark.parametrize("kind", ["memory", "smtp"])
def test_a_letter_is_handed_over(kind: str, mailboxes: Mailboxes, serve: Callable[..., int]) -> None:
    mailer: Mailer = InMemoryMailer()
    if kind == "smtp":
        mailer = SmtpMailer(MailServer.parse(f"smtp://127.0.0.1:{serve()}"), "Momento <momento@example.org>")
    mailer.send(EMAIL)
    if kind == "memory":
        assert isinstance(mailer, InMemoryMailer)
        assert mailer.letters == [EMAIL]
        return
    [envelope] = mailboxes.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("momento@example.org", ["ada@example.org"])
    assert b"reset=a-link" in envelope.content.replace(b"=3D", b"=")


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 no such mailbox", MailRefused), ("450 busy", MailDelayed), ("535 who are you", MailDelayed)],
)
def test_what_the_server_says_is_told_apart(
    mailboxes: Mailboxes, serve: Callable[..., int], answer: str, error: type[Exception]
) -> None:
    mailboxes.answer = answer
    mailer = SmtpMailer(MailServer.parse(f"smtp://127.0.0.1:{serve()}"), "momento@example.org")
    with pytest.raises(error):
        mailer.send(EMAIL)


def test_a_server_that_is_away_is_tried_later(serve: Callable[..., int]) -> None:
    del serve
    with pytest.raises(MailDelayed):
        SmtpMailer(MailServer.parse("smtp://127.0.0.1:1"), "momento@example.org").send(EMAIL)


def test_nothing_is_sent_without_tls_to_a_server_elsewhere(mailboxes: Mailboxes, serve: Callable[..., int]) -> None:
    server = MailServer("localhost", serve(), implicit_tls=False)
    with pytest.raises(MailDelayed, match="STARTTLS"):
        SmtpMailer(server, "momento@example.org").send(EMAIL)
    assert mailboxes.envelopes == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mailboxes: Mailboxes, serve: Callable[..., int], tls: tuple[ssl.SSLContext, Path]
) -> None:
    server = MailServer("localhost", serve(tls_context=tls[0]), implicit_tls=False)
    with pytest.raises(MailDelayed):
        SmtpMailer(server, "momento@example.org").send(EMAIL)
    assert mailboxes.envelopes == []


def test_with_starttls_and_a_login_the_letter_is_handed_over(
    mailboxes: Mailboxes, serve: Callable[..., int], tls: tuple[ssl.SSLContext, Path]
) -> None:
    logins: list[Any] = []

    def authenticate(_server: object, _session: object, _envelope: object, _kind: str, login: Any) -> AuthResult:
        logins.append((login.login, login.password))
        return AuthResult(success=True)

    port = serve(tls_context=tls[0], require_starttls=True, auth_required=True, authenticator=authenticate)
    server = MailServer("localhost", port, implicit_tls=False, user="momento", password="p@ss")  # a test's
    SmtpMailer(server, "momento@example.org", tls[1]).send(EMAIL)
    assert (len(mailboxes.envelopes), logins) == (1, [(b"momento", b"p@ss")])


def test_addresses_of_servers_are_read() -> None:
    server = MailServer.parse("smtp://mo%40mento:p%3Ass@mail.example.org")
    assert (server.user, server.password, server.port, server.plain) == ("mo@mento", "p:ss", 587, False)
    assert (MailServer.parse("smtps://mail.example.org").port, MailServer.parse("smtp://[::1]").plain) == (465, True)
    assert MailServer.parse("smtp://127.0.0.1:25").plain
    assert "p:ss" not in repr(server)


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://host/path"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        MailServer.parse(url)


@pytest.mark.parametrize("text", ["", "Momento", "momento@example.org\nBcc: x@example.org"])
def test_a_sender_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="address"):
        sender(text)
