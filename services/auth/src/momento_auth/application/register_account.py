"""Make an account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.account import Account, DisplayName, EmailAddress
from momento_auth.domain.errors import EmailTaken, InvitationInvalid, RegistrationClosed, TooManyAttempts
from momento_auth.domain.registration import Invitation, Registration, digest

if TYPE_CHECKING:
    from datetime import timedelta

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.domain.client import Client
    from momento_auth.domain.password import PasswordRules
    from momento_auth.domain.throttling import DelayPolicy


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """Who may make an account, how often from one address, and with which password."""

    registration: Registration
    policy: DelayPolicy
    passwords: PasswordRules


class RegisterAccount:
    """Makes an account for whoever asks, or for whoever was invited, as the operator decided."""

    def __init__(
        self,
        accounts: Accounts,
        invitations: Invitations,
        hasher: PasswordHasher,
        throttle: Throttle,
        rules: RegistrationRules,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._invitations = invitations
        self._hasher = hasher
        self._throttle = throttle
        self._rules = rules
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, email: str, password: str, display_name: str, client: Client, invitation: str = "") -> Account:
        """The new account.

        Raises:
            RegistrationClosed: the operator takes no new accounts, or only by invitation and none came.
            InvitationInvalid: one came that is not good (any more).
            TooManyAttempts: too many accounts were asked for from the client's address.
            EmailInvalid, DisplayNameInvalid, PasswordRefused: a value breaks its rules.
            EmailTaken: somebody has the address already; the invitation stays good.
        """
        self._check_door(invitation)
        self._slow_down(client)
        account = self._account(EmailAddress(email), DisplayName(display_name), password)
        spent = digest(invitation) if invitation else None
        if spent and not self._invitations.use(spent, account.created_at):
            raise InvitationInvalid("The invitation was used or has expired; ask for another one.")
        try:
            self._accounts.add(account)
        except EmailTaken:
            if spent:
                self._invitations.give_back(spent)
            raise
        return account

    def _check_door(self, invitation: str) -> None:
        door = self._rules.registration
        if door is Registration.CLOSED or (door is Registration.INVITED and not invitation):
            raise RegistrationClosed("New accounts are not taken here uninvited; ask whoever runs this Momento.")

    def _slow_down(self, client: Client) -> None:
        subject = hashlib.sha256(f"registration\0{client.network}".encode()).hexdigest()
        wait = self._throttle.admit(subject, self._rules.policy, self._clock.now())
        if wait:
            raise TooManyAttempts(wait)

    def _account(self, email: EmailAddress, name: DisplayName, password: str) -> Account:
        self._rules.passwords.check(password, email)
        return Account(
            user_id=self._identifiers.user_id(),
            email=email,
            display_name=name,
            password_hash=self._hasher.hash(password),
            created_at=self._clock.now(),
        )


class Invite:
    """Makes invitations, for the operator."""

    def __init__(self, invitations: Invitations, identifiers: Identifiers, clock: Clock) -> None:
        self._invitations = invitations
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, lifetime: timedelta) -> str:
        """The text of a new invitation, which nobody can tell again; raises `ValueError` for more than 14 days."""
        text = self._identifiers.secret()
        self._invitations.add(Invitation.of(text, self._clock.now(), lifetime))
        return text
