"""A person at the organisation's provider, the link to an account, and who may join by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_auth.domain.accounts.account import MAX_DISPLAY_NAME_LENGTH, DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.errors import DisplayNameInvalid, EmailInvalid, RegistrationClosed
from momento_auth.domain.accounts.registration import Registration
from momento_auth.domain.sso.errors import ProviderDomainRefused, ProviderEmailUnverified

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.domain.identifiers import UserId

MAX_SUBJECT_LENGTH: Final = 255
"""ASCII characters; OpenID Connect Core 1.0, section 2."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who somebody is for good at their provider; address and name may change, this does not.

    Raises:
        ValueError: the issuer is empty, or the name is empty, longer than 255 characters or not ASCII.
    """

    issuer: str
    name: str

    def __post_init__(self) -> None:
        """Checks both."""
        if not self.issuer or not 1 <= len(self.name) <= MAX_SUBJECT_LENGTH or not self.name.isascii():
            raise ValueError("A subject needs its issuer and a name of 1 to 255 ASCII characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderIdentity:
    """What a provider says of a person, as it says it.

    Attributes:
        email_verified: whether the provider vouches that the address is theirs.
        name: what to call them; may be empty.
    """

    subject: Subject
    email: str
    email_verified: bool
    name: str

    def verified_email(self) -> EmailAddress:
        """The address, which the provider vouches for.

        Raises:
            ProviderEmailUnverified: it does not, or tells no address that could be one.
        """
        if not self.email_verified:
            raise ProviderEmailUnverified(
                "The provider has not verified your email address; confirm it there, then sign in again."
            )
        try:
            return EmailAddress(self.email)
        except EmailInvalid as error:
            raise ProviderEmailUnverified(
                "The provider sends no usable email address; ask its administrator to set one, then sign in again."
            ) from error

    def display_name(self) -> DisplayName:
        """The name, or what stands before the `@` where there is none that can be shown."""
        try:
            return DisplayName(self.name)
        except DisplayNameInvalid:
            return DisplayName(self.verified_email().local_part[:MAX_DISPLAY_NAME_LENGTH])


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLink:
    """Says that a person at the provider may open an account; `email` is the address they had there at the time."""

    subject: Subject
    user_id: UserId
    email: EmailAddress
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class JoiningRules:
    """Who may make an account by coming from the provider.

    Attributes:
        registration: the rule for everybody.
        always: whether the provider's people may join whatever that rule says.
        domains: what may stand after the `@`, folded; empty for any.
    """

    registration: Registration
    always: bool = False
    domains: frozenset[str] = field(default=frozenset())

    def check_domain(self, email: EmailAddress) -> None:
        """Raises `ProviderDomainRefused` when the address is in none of the domains."""
        if self.domains and email.folded.rpartition("@")[2] not in self.domains:
            raise ProviderDomainRefused("Addresses of your domain are not accepted here; ask the administrator.")

    def check_door(self) -> None:
        """Raises `RegistrationClosed` when new accounts are not made like this."""
        if not self.always and self.registration is not Registration.OPEN:
            raise RegistrationClosed("New accounts need an invitation here; ask the administrator for one.")
