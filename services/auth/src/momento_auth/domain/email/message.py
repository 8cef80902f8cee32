"""What Momento writes to people, and when it stops trying to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.identifiers import Ulid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from momento_auth.domain.accounts.account import Account, DisplayName
    from momento_auth.domain.accounts.email_address import EmailAddress
    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.mfa.passkey import Passkey
    from momento_auth.domain.sessions.client import Client

MAX_WAIT: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(hours=24)
_FIRST_WAIT: Final = timedelta(seconds=15)
_MAX_DOUBLINGS: Final = 10


class EmailId(Ulid):
    """Names one letter for good."""


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """A letter in plain text, which may hold a link that nobody else is to see."""

    recipient: EmailAddress
    subject: str
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class QueuedEmail:
    """A letter that waits to be sent, and how often that was tried."""

    letter_id: EmailId
    letter: OutgoingEmail
    created_at: datetime
    attempts: int

    def next_attempt(self, now: datetime) -> datetime | None:
        """When to try again after one more attempt has failed; None when a day is over and nobody waits any more."""
        wait = min(_FIRST_WAIT * (1 << min(self.attempts, _MAX_DOUBLINGS)), MAX_WAIT)
        return now + wait if now + wait < self.created_at + GIVEN_UP_AFTER else None


def invitation_email(recipient: EmailAddress, host: Account, link: str, expires_at: datetime) -> OutgoingEmail:
    """Tells somebody that they may make an account."""
    return OutgoingEmail(
        recipient,
        "You are invited to Momento",
        f"{host.display_name.text} invites you to keep your photos and videos in Momento.\n\n"
        f"Make your account here:\n{link}\n\n"
        f"The link works once, until {_moment(expires_at)}. If you do not know your host, ignore this email.\n",
    )


def password_reset_email(account: Account, link: str, expires_at: datetime) -> OutgoingEmail:
    """Gives the owner of an account a link for a new password."""
    return OutgoingEmail(
        account.email,
        "Choose a new password for Momento",
        f"Hello {account.display_name.text},\n\n"
        f"choose a new password for your account here:\n{link}\n\n"
        f"The link works once, until {_moment(expires_at)}. It signs you out everywhere, and your API keys end. "
        "If you did not ask for it, ignore this letter: your password stays as it is.\n",
    )


def access_reset_email(
    account: Account, link: str, expires_at: datetime, ended_keys: Sequence[ApiKey]
) -> OutgoingEmail:
    """Gives the owner of an account a link for a new password that an administrator has asked for."""
    return OutgoingEmail(
        account.email,
        "Choose a new password for Momento",
        f"Hello {account.display_name.text},\n\n"
        "an administrator signed you out everywhere, so that you choose a new password for your account here:\n"
        f"{link}\n\n"
        f"The link works once, until {_moment(expires_at)}.{_ended(ended_keys)}\n",
    )


def password_changed_email(
    account: Account, now: datetime, ended_keys: Sequence[ApiKey], passkeys: Sequence[Passkey]
) -> OutgoingEmail:
    """Notifies the owner of an account that its password is another one (ASVS V6.3.7).

    It names the API keys that ended by it, and the passkeys, which still open the account.
    """
    return OutgoingEmail(
        account.email,
        "Your password for Momento was changed",
        f"Hello {account.display_name.text},\n\n"
        f"the password of your account was changed at {_moment(now)}, and you were signed out elsewhere."
        f"{_ended(ended_keys)}{_remaining(passkeys)}\n\n"
        "If that was not you, choose a new password at once, or contact the administrator of your Momento.\n",
    )


def new_location_email(account: Account, client: Client, now: datetime) -> OutgoingEmail:
    """Tells the owner of an account of a sign-in from where there was none before (ASVS V6.3.5)."""
    return OutgoingEmail(
        account.email,
        "New sign-in to Momento",
        f"Hello {account.display_name.text},\n\n"
        f"somebody signed in to your account at {_moment(now)} from the address {client.address or 'unknown'}"
        f"{f' with {client.user_agent}' if client.user_agent else ''}.\n\n"
        "If that was not you, change your password: it ends every other session.\n",
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M} UTC"


def _ended(keys: Sequence[ApiKey]) -> str:
    names = _quoted(key.name for key in keys)
    return f"\n\nThese API keys ended: {names}. Make new ones for what still needs one." if names else ""


def _remaining(passkeys: Sequence[Passkey]) -> str:
    names = _quoted(passkey.name for passkey in passkeys)
    return f"\n\nThese passkeys still open your account: {names}. Remove those that are not yours." if names else ""


def _quoted(names: Iterable[DisplayName]) -> str:
    return ", ".join(f"\u201c{name.text}\u201d" for name in names)
