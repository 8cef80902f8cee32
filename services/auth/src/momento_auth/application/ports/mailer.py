"""Who carries letters to a mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_auth.domain.email.message import OutgoingEmail


class MailRefused(Exception):
    """The server will never take this letter, for example because there is no such mailbox."""


class MailDelayed(Exception):
    """The server cannot be reached, or cannot take the letter now; it may later."""


class Mailer(Protocol):
    """Hands a letter to the mail server over a connection that nobody else can read."""

    def send(self, letter: OutgoingEmail) -> None:
        """Returns when the server has taken the letter; that may need some seconds.

        Raises:
            MailRefused: it never will.
            MailDelayed: it did not now.
        """
