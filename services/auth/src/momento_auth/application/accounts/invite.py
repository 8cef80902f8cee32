"""Invitations: made, listed and withdrawn by administrators, and the first one by the operator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import EmailTaken, InvitationUnknown
from momento_auth.domain.accounts.registration import Invitation, named_digest
from momento_auth.domain.accounts.role import role_of
from momento_auth.domain.email.message import invitation_email
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from momento_auth.application.email.compose import EmailComposer
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.accounts.public_address import PublicAddress
    from momento_auth.domain.identifiers import UserId


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """A new invitation.

    Attributes:
        link: nobody can tell it again.
        mailed: whether it was sent to the address that it is for.
    """

    invitation: Invitation
    link: str = field(repr=False)
    mailed: bool


class Invite:
    """Makes invitations, for the operator."""

    def __init__(self, invitations: Invitations, identifiers: Identifiers, clock: Clock) -> None:
        self._invitations = invitations
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, lifetime: timedelta) -> str:
        """The text of a new invitation, which nobody can tell again; raises `LifetimeInvalid` for over 14 days."""
        text = self._identifiers.secret()
        self._invitations.add(Invitation.of(text, self._clock.now(), lifetime))
        return text


class SetUp:
    """Lets the operator in while there is no administrator: nobody else is given a link that makes one."""

    def __init__(
        self,
        accounts: Accounts,
        invitations: Invitations,
        identifiers: Identifiers,
        address: PublicAddress,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._invitations = invitations
        self._identifiers = identifiers
        self._address = address
        self._clock = clock

    def __call__(self) -> str | None:
        """A link that is good once and for 48 hours, in the place of any before; None when there is an administrator.

        Raises `StoreUnavailable`.
        """
        if self._accounts.have_administrator():
            return None
        text = self._identifiers.secret()
        self._invitations.add(Invitation.setup(text, self._clock.now()))
        return self._address.registration(text)


class CreateInvitation:
    """Invites somebody for an administrator."""

    def __init__(
        self,
        verify_token: VerifyToken,
        accounts: Accounts,
        invitations: Invitations,
        email_composer: EmailComposer,
        identifiers: Identifiers,
        address: PublicAddress,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._accounts = accounts
        self._invitations = invitations
        self._email_composer = email_composer
        self._identifiers = identifiers
        self._address = address
        self._clock = clock

    def __call__(self, access_token: str, email: str, role: str, lifetime: timedelta) -> MadeInvitation:
        """The invitation; with an `email` it is good for that address alone and, where mail is sent, goes there.

        Raises:
            EmailInvalid, RoleInvalid, LifetimeInvalid: a value breaks its rules.
            EmailTaken: the address has an account already.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        host = self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER).account
        guest = EmailAddress(email) if email else None
        if guest and self._accounts.find_by_email(guest):
            raise EmailTaken("This address has an account already.")
        text, now = self._identifiers.secret(), self._clock.now()
        invitation = Invitation.of(text, now, lifetime, guest, role_of(role), host.user_id)
        self._invitations.add(invitation)
        link = self._address.registration(text, guest.as_typed if guest else "")
        letter = invitation_email(guest, host, link, invitation.expires_at) if guest else None
        return MadeInvitation(invitation, link, letter is not None and self._email_composer.write(letter))


class ListInvitations:
    """Lists for administrators which invitations may still be used."""

    def __init__(self, verify_token: VerifyToken, invitations: Invitations, clock: Clock) -> None:
        self._verify_token = verify_token
        self._invitations = invitations
        self._clock = clock

    def __call__(self, access_token: str) -> Sequence[Invitation]:
        """Those that have neither been used nor expired, the newest first; raises as `VerifyToken`."""
        self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER)
        return self._invitations.usable(self._clock.now())


class RevokeInvitation:
    """Withdraws an invitation for an administrator."""

    def __init__(self, verify_token: VerifyToken, invitations: Invitations, clock: Clock) -> None:
        self._verify_token = verify_token
        self._invitations = invitations
        self._clock = clock

    def __call__(self, access_token: str, invitation_id: str) -> UserId:
        """Who withdrew it.

        Raises:
            InvitationUnknown: there is no such invitation that could still be used.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        administrator = self._verify_token(access_token, Scope.ACCOUNTS_ADMINISTER).account.user_id
        if not self._invitations.revoke(named_digest(invitation_id), self._clock.now()):
            raise InvitationUnknown("There is no such invitation; it may have been used already.")
        return administrator
