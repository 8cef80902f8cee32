"""How one can sign in here, and how to one account; and giving up the way by the provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.provider_errors import ProviderLinkUnknown
from momento_auth.domain.scope import Scope

if TYPE_CHECKING:
    from momento_auth.application.fresh_proof import FreshProof
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.application.ports.provider_links import ProviderLinks
    from momento_auth.application.step_up import StepUp
    from momento_auth.application.verify_token import VerifyToken
    from momento_auth.domain.account import UserId
    from momento_auth.domain.provider import ProviderLink
    from momento_auth.domain.registration import Registration


@dataclass(frozen=True, slots=True)
class SignInWays:
    """What a stranger may know; `provider_name` is empty where there is none."""

    registration: Registration
    provider_name: str


@dataclass(frozen=True, slots=True)
class OwnSignInWays:
    """How the owner of an account can sign in."""

    has_password: bool
    link: ProviderLink | None


class ListSignInWays:
    """Tells what the page offers to somebody who is not signed in."""

    def __init__(self, provider: IdentityProvider | None, registration: Registration) -> None:
        self._ways = SignInWays(registration, provider.name if provider else "")

    def __call__(self) -> SignInWays:
        """The ways."""
        return self._ways


class ListOwnSignInWays:
    """Tells the owner."""

    def __init__(self, verify_token: VerifyToken, links: ProviderLinks) -> None:
        self._verify_token = verify_token
        self._links = links

    def __call__(self, access_token: str) -> OwnSignInWays:
        """The ways of the token's account; raises as `VerifyToken`."""
        account = self._verify_token(access_token).account
        return OwnSignInWays(account.password_hash is not None, self._links.of(account.user_id))


class UnlinkProvider:
    """Takes the way by the provider off an account, which has to have a password and needs it once more."""

    def __init__(
        self, verify_token: VerifyToken, step_up: StepUp, fresh_proof: FreshProof, links: ProviderLinks
    ) -> None:
        self._verify_token = verify_token
        self._step_up = step_up
        self._fresh_proof = fresh_proof
        self._links = links

    def __call__(self, access_token: str, password: str) -> UserId:
        """Whose link was removed.

        Raises:
            StepUpRequired: as `FreshProof.demand_of_two`.
            PasswordWrong, PasswordMissing, TooManyAttempts: as `StepUp`.
            ProviderLinkUnknown: the account has none.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        account = verified.account
        self._fresh_proof.demand_of_two(verified)
        self._step_up(account, password)
        if not self._links.remove(account.user_id):
            raise ProviderLinkUnknown("Your account is not connected to the provider.")
        return account.user_id
