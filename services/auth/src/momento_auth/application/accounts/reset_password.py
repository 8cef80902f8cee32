"""Choose a new password without knowing the present one, by a link."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.email_address import EmailAddress, canonical_address
from momento_auth.domain.accounts.errors import EmailInvalid, PasswordResetInvalid
from momento_auth.domain.accounts.password_reset import (
    ASKING_POLICY,
    BY_MAIL,
    RESET_POLICY,
    PasswordReset,
    reset_digest,
)
from momento_auth.domain.email.errors import MailUnavailable
from momento_auth.domain.email.message import password_reset_email
from momento_auth.domain.sessions.session import EndReason
from momento_auth.domain.throttling import TooManyAttempts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from momento_auth.application.accounts.password_notice import PasswordNotice
    from momento_auth.application.accounts.revoke_access import RevokeAccess
    from momento_auth.application.email.compose import EmailComposer
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.password_resets import PasswordResets
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.application.sessions.revoke import EndedSessions
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.accounts.password import PasswordRules
    from momento_auth.domain.accounts.public_address import PublicAddress
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.throttling import DelayPolicy


class ResetLinks:
    """Makes links for new passwords."""

    def __init__(self, resets: PasswordResets, identifiers: Identifiers, address: PublicAddress, clock: Clock) -> None:
        self._resets = resets
        self._identifiers = identifiers
        self._address = address
        self._clock = clock

    def __call__(self, user_id: UserId, lifetime: timedelta) -> tuple[str, datetime]:
        """A link for the account and when it stops being good; former links of the account are good no more."""
        text, now = self._identifiers.secret(), self._clock.now()
        reset = PasswordReset(reset_digest(text), user_id, now, now + lifetime)
        self._resets.add(reset)
        return self._address.password_reset(text), reset.expires_at


class AskForReset:
    """Takes the wish for a link, of whomever it comes.

    What is done about it, if anything, is done later and by somebody else: neither the answer nor the time that it
    takes tells whether there is such an account (ASVS V6.3.8).
    """

    def __init__(
        self, email_composer: EmailComposer, throttle: Throttle, pass_on: Callable[[str], None], clock: Clock
    ) -> None:
        self._email_composer = email_composer
        self._throttle = throttle
        self._pass_on = pass_on
        self._clock = clock

    def __call__(self, email: str, client: Client) -> None:
        """Returns when the wish was passed on.

        Raises:
            MailUnavailable: this Momento sends no mail, whatever the address.
            TooManyAttempts: too many came from the client's address, or for this address of mail.
        """
        if not self._email_composer.sends_mail:
            raise MailUnavailable("This Momento sends no email; ask the administrator for a link.")
        self._count("address", client.network, ASKING_POLICY)
        self._count("mailbox", canonical_address(email), RESET_POLICY)
        self._pass_on(email)

    def _count(self, kind: str, whose: str, policy: DelayPolicy) -> None:
        subject = hashlib.sha256(f"password-reset\0{kind}\0{whose}".encode()).hexdigest()
        wait = self._throttle.admit(subject, policy, self._clock.now())
        if wait:
            raise TooManyAttempts(wait)


class EmailResetLink:
    """Does what `AskForReset` has passed on."""

    def __init__(self, accounts: Accounts, links: ResetLinks, email_composer: EmailComposer) -> None:
        self._accounts = accounts
        self._links = links
        self._email_composer = email_composer

    def __call__(self, email: str) -> None:
        """Sends a link to the owner of the account with that address, if there is one; raises `StoreUnavailable`."""
        account = self._find(email)
        if account is None or account.is_disabled:
            return
        link, expires_at = self._links(account.user_id, BY_MAIL)
        self._email_composer.write(password_reset_email(account, link, expires_at))

    def _find(self, email: str) -> Account | None:
        try:
            return self._accounts.find_by_email(EmailAddress(email))
        except EmailInvalid:
            return None


class ResetPassword:
    """Takes a new password from anyone who has a link, and ends every session and every API key.

    A second factor is not touched: signing in demands it as before (ASVS V6.4.3).
    """

    def __init__(
        self,
        accounts: Accounts,
        revoke: RevokeAccess,
        resets: PasswordResets,
        hasher: PasswordHasher,
        rules: PasswordRules,
        notice: PasswordNotice,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._revoke = revoke
        self._resets = resets
        self._hasher = hasher
        self._rules = rules
        self._notice = notice
        self._clock = clock

    def __call__(self, reset: str, new_password: str) -> EndedSessions:
        """The sessions and API keys of the account, which have ended.

        Raises:
            PasswordResetInvalid: there is no such link, it was used or has expired, or the account was disabled.
            PasswordRefused: the new password breaks a rule; the link stays good.
        """
        now, spent = self._clock.now(), reset_digest(reset)
        account = self._account(spent, now)
        self._rules.check(new_password, account.email)
        replacement = self._hasher.hash(new_password)
        if not self._resets.use(spent, now):
            raise _invalid()
        if not self._accounts.replace_password_hash(account.user_id, account.password_hash, replacement):
            raise _invalid()
        ended = self._revoke.all(account, EndReason.PASSWORD_RESET)
        self._notice(account, ended)
        return ended

    def _account(self, spent: bytes, now: datetime) -> Account:
        user_id = self._resets.find(spent, now)
        account = self._accounts.find(user_id) if user_id else None
        if account is None or account.is_disabled:
            raise _invalid()
        return account


def _invalid() -> PasswordResetInvalid:
    return PasswordResetInvalid("The link was used or has expired; ask for another one.")
