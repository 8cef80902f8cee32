"""Make an account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.account import Account, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import EmailTaken, InvitationInvalid, RegistrationClosed
from momento_auth.domain.accounts.registration import Registration, digest
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.throttling import TooManyAttempts

if TYPE_CHECKING:
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.domain.accounts.password import PasswordRules
    from momento_auth.domain.accounts.registration import Invitation
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.throttling import DelayPolicy


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """Who may make an account, how often from one address, and with which password."""

    registration: Registration
    policy: DelayPolicy
    passwords: PasswordRules


class RegisterAccount:
    """Makes an account for anyone who asks, or for anyone who was invited, as the operator decided."""

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
            InvitationInvalid: one came that is not good (any more), or not for this address.
            TooManyAttempts: too many accounts were asked for from the client's address.
            EmailInvalid, DisplayNameInvalid, PasswordRefused: a value breaks its rules.
            EmailTaken: somebody has the address already; the invitation stays good.
        """
        self._check_door(invitation)
        self._slow_down(client)
        address = EmailAddress(email)
        invited = self._invited(invitation, address) if invitation else None
        account = self._account(address, DisplayName(display_name), password, invited.role if invited else Role.MEMBER)
        if invited and not self._invitations.use(invited.digest, account.created_at):
            raise _invalid()
        try:
            self._accounts.add(account)
        except EmailTaken:
            if invited:
                self._invitations.give_back(invited.digest)
            raise
        return account

    def _check_door(self, invitation: str) -> None:
        if self._rules.registration is not Registration.OPEN and not invitation:
            raise _closed()

    def _invited(self, text: str, address: EmailAddress) -> Invitation:
        invitation = self._invitations.find(digest(text), self._clock.now())
        if invitation is None:
            raise _invalid()
        if self._rules.registration is Registration.CLOSED and not invitation.is_setup:
            raise _closed()
        if invitation.is_setup and self._accounts.have_administrator():
            raise _invalid()
        if not invitation.is_for(address):
            raise InvitationInvalid("The invitation is for another address; use the one that it was sent to.")
        return invitation

    def _slow_down(self, client: Client) -> None:
        subject = hashlib.sha256(f"registration\0{client.network}".encode()).hexdigest()
        wait = self._throttle.admit(subject, self._rules.policy, self._clock.now())
        if wait:
            raise TooManyAttempts(wait)

    def _account(self, email: EmailAddress, name: DisplayName, password: str, role: Role) -> Account:
        self._rules.passwords.check(password, email)
        return Account(
            user_id=self._identifiers.user_id(),
            email=email,
            display_name=name,
            password_hash=self._hasher.hash(password),
            created_at=self._clock.now(),
            role=role,
        )


def _closed() -> RegistrationClosed:
    return RegistrationClosed("New accounts need an invitation here; ask the administrator for one.")


def _invalid() -> InvitationInvalid:
    return InvitationInvalid("The invitation was used or has expired; ask for another one.")
