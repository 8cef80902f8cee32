"""Send somebody to the organisation's provider: to sign in, or to link their account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_auth.domain.sso.errors import ProviderIdentityTaken, ProviderNotConfigured
from momento_auth.domain.sso.flow import START_POLICY, FlowSecrets, ProviderFlow
from momento_auth.domain.throttling import TooManyAttempts
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.step_up import StepUp
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.application.ports.provider_flows import ProviderFlows
    from momento_auth.application.ports.provider_links import ProviderLinks
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sessions.client import Client


@dataclass(frozen=True, slots=True)
class StartedFlow:
    """Where to send the browser, and the secret that it has to keep until it comes back."""

    address: str = field(repr=False)
    browser_secret: str = field(repr=False)
    expires_at: datetime


class StartProviderSignIn:
    """Begins a journey to the provider."""

    def __init__(
        self,
        provider: IdentityProvider | None,
        flows: ProviderFlows,
        throttle: Throttle,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._provider = provider
        self._flows = flows
        self._throttle = throttle
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, client: Client, user_id: UserId | None = None) -> StartedFlow:
        """A new journey, which links the account of `user_id` where one is named.

        Raises:
            ProviderNotConfigured: there is no provider.
            ProviderUnavailable: it cannot be asked where to send people.
            TooManyAttempts: too many were begun from the client's address.
        """
        if self._provider is None:
            raise ProviderNotConfigured("Nobody can sign in by a provider here; sign in with your password.")
        now = self._clock.now()
        self._slow_down(client, now)
        secrets = FlowSecrets(state=self._identifiers.secret(), browser=self._identifiers.secret())
        address = self._provider.address(secrets)
        flow = ProviderFlow.begin(secrets, now, user_id)
        self._flows.add(flow, now)
        return StartedFlow(address, secrets.browser, flow.expires_at)

    def _slow_down(self, client: Client, now: datetime) -> None:
        subject = hashlib.sha256(f"provider\0{client.network}".encode()).hexdigest()
        wait = self._throttle.admit(subject, START_POLICY, now)
        if wait:
            raise TooManyAttempts(wait)


class StartProviderLink:
    """Begins a journey at whose end the account can be opened by the provider, too; needs the password once more."""

    def __init__(
        self,
        verify_token: VerifyToken,
        step_up: StepUp,
        fresh_proof: RecentVerification,
        links: ProviderLinks,
        start: StartProviderSignIn,
    ) -> None:
        self._verify_token = verify_token
        self._step_up = step_up
        self._recent_verification = fresh_proof
        self._links = links
        self._start = start

    def __call__(self, access_token: str, password: str, client: Client) -> StartedFlow:
        """A new journey.

        Raises:
            StepUpRequired: as `RecentVerification.demand_of_two`.
            PasswordWrong, PasswordMissing, TooManyAttempts: as `StepUp`.
            ProviderIdentityTaken: the account has a link already.
            ProviderNotConfigured, ProviderUnavailable: as `StartProviderSignIn`.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        account = verified.account
        self._recent_verification.demand_of_two(verified)
        self._step_up(account, password)
        if self._links.of(account.user_id) is not None:
            raise ProviderIdentityTaken("Your account is connected already; disconnect it first to connect another.")
        return self._start(client, account.user_id)
