"""Letters over SMTP, one connection each."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from typing import TYPE_CHECKING, Final

from momento_auth.application.ports.mailer import MailDelayed, MailRefused

if TYPE_CHECKING:
    from pathlib import Path

    from momento_auth.adapters.outbound.smtp.server import MailServer
    from momento_auth.domain.email.message import OutgoingEmail

TIMEOUT_SECONDS: Final = 20.0
"""For each answer of the server; RFC 5321, section 4.5.3.2, allows minutes, but then the letter is tried again."""
_PERMANENT: Final = range(500, 600)
_NOT_OUR_EMAIL: Final = frozenset({530, 534, 535, 538})
"""The server does not let us in (RFC 4954): the operator can mend that, and the letter can be sent then."""


class SmtpMailer:
    """Implements `Mailer`. The server's certificate is checked against the system's authorities, or a given one."""

    def __init__(self, server: MailServer, sender: str, authority: Path | None = None) -> None:
        """Prepares; `sender` is `Name <address>` or an address. Raises `OSError` when `authority` cannot be read."""
        self._server = server
        self._sender = sender
        self._tls = ssl.create_default_context(cafile=str(authority) if authority else None)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2

    def send(self, letter: OutgoingEmail) -> None:
        """See the port; a server that offers no STARTTLS gets nothing."""
        message = self._message(letter)
        try:
            with self._connected() as connection:
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _meaning(next(iter(error.recipients.values()))[0], error) from error
        except smtplib.SMTPResponseException as error:
            raise _meaning(error.smtp_code, error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailDelayed("The mail server offers no STARTTLS, or does not know what the letter needs.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDelayed(f"The mail server cannot be reached: {type(error).__name__}.") from error

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.implicit_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=self._tls
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            self._introduce(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _introduce(self, connection: smtplib.SMTP) -> None:
        if not self._server.implicit_tls and not self._server.plain:
            connection.starttls(context=self._tls)
        if self._server.user:
            connection.login(self._server.user, self._server.password)

    def _message(self, letter: OutgoingEmail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = _address(letter.recipient.as_typed)
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=parseaddr(self._sender)[1].rpartition("@")[2])
        # No answer of a machine is to come back (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        return message


def sender(text: str) -> str:
    """Whom letters come from, `Name <address>` or an address; raises `ValueError` for anything else."""
    name, address = parseaddr(text)
    if not text.isprintable() or "@" not in address:
        raise ValueError("say an address, or Name <address>")
    return formataddr((name, address))


def _address(text: str) -> Address:
    local, _, domain = text.rpartition("@")
    return Address(username=local, domain=domain)


def _meaning(code: int, error: smtplib.SMTPException) -> MailRefused | MailDelayed:
    # The server's own words may name the mailbox, and what is logged names nobody.
    kind = MailRefused if code in _PERMANENT and code not in _NOT_OUR_EMAIL else MailDelayed
    return kind(f"The mail server answered {code} ({type(error).__name__}).")
