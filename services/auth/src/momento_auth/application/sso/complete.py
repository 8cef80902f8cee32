"""Take in somebody who comes back from the organisation's provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.account import Account
from momento_auth.domain.accounts.errors import EmailTaken
from momento_auth.domain.errors import AuthError
from momento_auth.domain.sso.errors import (
    ProviderDenied,
    ProviderEmailDiffers,
    ProviderIdentityTaken,
    ProviderLinkNeeded,
    ProviderNotConfigured,
    ProviderStateInvalid,
)
from momento_auth.domain.sso.provider import ProviderLink

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.application.ports.provider_flows import ProviderFlows
    from momento_auth.application.ports.provider_links import ProviderLinks
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.application.sessions.start import SessionStarter
    from momento_auth.domain.accounts.email_address import EmailAddress
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.sso.flow import FlowSecrets, ProviderFlow
    from momento_auth.domain.sso.provider import JoiningRules, ProviderIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """What came back: from the provider in the address, and from the browser in its cookie.

    Attributes:
        code: empty when the provider gave none; then `error` may say why.
        issuer: who says that it answers (RFC 9207); empty when nobody does.
    """

    secrets: FlowSecrets = field(repr=False)
    code: str = field(repr=False)
    issuer: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose account it is.

    Attributes:
        signed_in: the new session; None when the account was linked, whose owner has a session already.
        registered: whether the account was made just now.
    """

    account: Account
    signed_in: SignedIn | None
    registered: bool = False


class FinishProviderSignIn:
    """Ends a journey with a session, or with a link.

    Whom the provider knows by (issuer, subject) has the account that this is linked to, whatever their address is by
    now. A stranger gets a new account, if new ones are made, under an address that the provider vouches for. An
    account that has this address already is not opened: who made it has never proved that the address is theirs, and
    could wait in it for its owner. It takes the owner's password and consent (`StartProviderLink`), and the same
    verified address.
    """

    def __init__(
        self,
        provider: IdentityProvider | None,
        flows: ProviderFlows,
        links: ProviderLinks,
        accounts: Accounts,
        rules: JoiningRules,
        start_session: SessionStarter,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._provider = provider
        self._flows = flows
        self._links = links
        self._accounts = accounts
        self._rules = rules
        self._start_session = start_session
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, answer: ProviderAnswer, client: Client) -> Arrival:
        """Who came.

        Raises:
            ProviderStateInvalid: this browser has begun no such journey, or it is over.
            ProviderDenied: the provider gave no code.
            ProviderUnavailable, ProviderCodeRefused, IdTokenInvalid: as `IdentityProvider.identify`.
            ProviderEmailUnverified, ProviderDomainRefused, RegistrationClosed: a stranger who may not join.
            ProviderLinkNeeded: an account has the address, and is linked to nobody.
            ProviderEmailDiffers, ProviderIdentityTaken: the account cannot be linked to this person.
            ProviderNotConfigured: there is no provider (any more).
        """
        now = self._clock.now()
        flow = self._flows.take(answer.secrets.digest, now)
        if flow is None:
            raise ProviderStateInvalid(
                "This sign-in was not begun in this browser, was finished, or took longer than ten minutes; begin anew."
            )
        identity = self._identify(answer, flow)
        if flow.user_id is not None:
            return Arrival(self._link(identity, flow.user_id, now), signed_in=None)
        account, registered = self._account_of(identity, now)
        return Arrival(account, self._start_session(account, client, now), registered)

    def _identify(self, answer: ProviderAnswer, flow: ProviderFlow) -> ProviderIdentity:
        if self._provider is None:
            raise ProviderNotConfigured("Nobody can sign in by a provider here; sign in with your password.")
        self._provider.check_issuer(answer.issuer)
        if answer.error or not answer.code:
            raise ProviderDenied("The provider did not sign you in; try again, or ask its administrator.")
        try:
            return self._provider.identify(answer.code, answer.secrets)
        except AuthError as error:
            # For the history of the account that was to be linked.
            error.user_id = flow.user_id
            raise

    def _account_of(self, identity: ProviderIdentity, now: datetime) -> tuple[Account, bool]:
        known = self._linked(identity)
        if known is not None:
            return known, False
        email = identity.verified_email()
        self._rules.check_domain(email)
        if self._accounts.find_by_email(email) is not None:
            raise _link_needed()
        self._rules.check_door()
        return self._join(identity, email, now)

    def _linked(self, identity: ProviderIdentity) -> Account | None:
        link = self._links.find(identity.subject)
        return self._accounts.find(link.user_id) if link else None

    def _join(self, identity: ProviderIdentity, email: EmailAddress, now: datetime) -> tuple[Account, bool]:
        account = Account(
            user_id=self._identifiers.user_id(),
            email=email,
            display_name=identity.display_name(),
            password_hash=None,
            created_at=now,
        )
        link = ProviderLink(subject=identity.subject, user_id=account.user_id, email=email, linked_at=now)
        try:
            self._links.add_account(account, link)
        except (ProviderIdentityTaken, EmailTaken) as error:
            # The same person came twice at once, and the other was first.
            known = self._linked(identity)
            if known is None:
                raise _link_needed() from error
            return known, False
        return account, True

    def _link(self, identity: ProviderIdentity, user_id: UserId, now: datetime) -> Account:
        account = self._accounts.find(user_id)
        if account is None:
            raise ProviderStateInvalid("The account that was to be connected no longer exists; start over.")
        email = identity.verified_email()
        if email != account.email:
            raise ProviderEmailDiffers(
                "The provider knows you by another address than your account here; the two must be the same.",
                user_id=user_id,
            )
        self._rules.check_domain(email)
        self._links.add(ProviderLink(subject=identity.subject, user_id=user_id, email=email, linked_at=now))
        return account


def _link_needed() -> ProviderLinkNeeded:
    return ProviderLinkNeeded(
        "An account with your address is here already; sign in with its password, and connect it in your account."
    )
