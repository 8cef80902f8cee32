"""How letters leave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from momento_chassis.config import Secret, setting

from momento_auth.adapters.outbound.smtp.mailer import sender
from momento_auth.adapters.outbound.smtp.server import MailServer


def _mail_server(text: str) -> Secret | None:
    if not text:
        return None
    MailServer.parse(text)
    return Secret(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How letters leave; without a server none does, and links are shown to administrators."""

    url: Secret | None = setting(
        "MOMENTO_AUTH_SMTP_URL",
        "mail server, smtp://user:password@host:port (STARTTLS) or smtps://…; without one no mail is sent",
        default=None,
        parse=_mail_server,
    )
    sender: str = setting(
        "MOMENTO_AUTH_SMTP_SENDER",
        "whom letters come from, Name <address> or an address",
        default="Momento <momento@localhost>",
        parse=sender,
    )
    authority: str = setting(
        "MOMENTO_AUTH_SMTP_AUTHORITY",
        "PEM file of the authority of the mail server's certificate; empty for the system's authorities",
        default="",
    )

    @property
    def server(self) -> MailServer | None:
        """The server, if there is one."""
        return MailServer.parse(self.url.reveal()) if self.url else None

    @property
    def authority_file(self) -> Path | None:
        """The file, if there is one."""
        return Path(self.authority) if self.authority else None
