"""How one can sign in here, and how to one account; and giving up the way by the provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.sso.errors import ProviderLinkUnknown
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from momento_auth.application.mfa.recent_verification import RecentVerification
    from momento_auth.application.mfa.step_up import StepUp
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.application.ports.provider_links import ProviderLinks
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.domain.accounts.registration import Registration
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.sso.provider import ProviderLink


@dataclass(frozen=True, slots=True)
class SignInMethods:
    """What a stranger may know; `provider_name` is empty where there is none."""

    registration: Registration
    provider_name: str


@dataclass(frozen=True, slots=True)
class OwnSignInMethods:
    """How the owner of an account can sign in."""

    has_password: bool
    link: ProviderLink | None


class ListSignInWays:
    """Tells what the page offers to somebody who is not signed in."""

    def __init__(self, provider: IdentityProvider | None, registration: Registration) -> None:
        self._ways = SignInMethods(registration, provider.name if provider else "")

    def __call__(self) -> SignInMethods:
        """The ways."""
        return self._ways


class ListOwnSignInWays:
    """Tells the owner."""

    def __init__(self, verify_token: VerifyToken, links: ProviderLinks) -> None:
        self._verify_token = verify_token
        self._links = links

    def __call__(self, access_token: str) -> OwnSignInMethods:
        """The ways of the token's account; raises as `VerifyToken`."""
        account = self._verify_token(access_token).account
        return OwnSignInMethods(account.password_hash is not None, self._links.of(account.user_id))


class UnlinkProvider:
    """Takes the way by the provider off an account, which has to have a password and needs it once more."""

    def __init__(
        self, verify_token: VerifyToken, step_up: StepUp, fresh_proof: RecentVerification, links: ProviderLinks
    ) -> None:
        self._verify_token = verify_token
        self._step_up = step_up
        self._recent_verification = fresh_proof
        self._links = links

    def __call__(self, access_token: str, password: str) -> UserId:
        """Whose link was removed.

        Raises:
            StepUpRequired: as `RecentVerification.demand_of_two`.
            PasswordWrong, PasswordMissing, TooManyAttempts: as `StepUp`.
            ProviderLinkUnknown: the account has none.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        account = verified.account
        self._recent_verification.demand_of_two(verified)
        self._step_up(account, password)
        if not self._links.remove(account.user_id):
            raise ProviderLinkUnknown("Your account is not connected to the provider.")
        return account.user_id
