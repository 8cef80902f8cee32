"""A mail server in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_auth.application.ports.mailer import MailDelayed, MailRefused
    from momento_auth.domain.email.message import OutgoingEmail


@dataclass
class InMemoryMailer:
    """Keeps what it is given, unless it is told to fail."""

    letters: list[OutgoingEmail] = field(default_factory=list)
    failure: MailRefused | MailDelayed | None = None

    def send(self, letter: OutgoingEmail) -> None:
        if self.failure:
            raise self.failure
        self.letters.append(letter)
