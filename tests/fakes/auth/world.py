"""All use cases of auth on fakes, with a clock that the test sets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from momento_auth.application.api_keys import CreateApiKey, ListApiKeys, RevokeApiKey
from momento_auth.application.change_password import ChangePassword
from momento_auth.application.check_upload_grant import CheckUploadGrant
from momento_auth.application.close_account import CloseAccount, EraseAccount, ListClosedLibraries
from momento_auth.application.end_sessions import EndOtherSessions, EndSession
from momento_auth.application.exchange_api_key import ExchangeApiKey
from momento_auth.application.exchange_export_grant import ExchangeExportGrant
from momento_auth.application.finish_provider_sign_in import Arrival, FinishProviderSignIn, ProviderAnswer
from momento_auth.application.grant_export import GrantExport
from momento_auth.application.grant_upload import GrantUpload
from momento_auth.application.list_ended_sessions import ListEndedSessions
from momento_auth.application.list_sessions import ListSessions
from momento_auth.application.list_verification_keys import ListVerificationKeys
from momento_auth.application.register_account import Invite, RegisterAccount, RegistrationRules
from momento_auth.application.renew_session import RenewSession
from momento_auth.application.session_starter import SessionStarter
from momento_auth.application.session_tokens import TokenIssuer
from momento_auth.application.sign_in import SignIn
from momento_auth.application.sign_in_guard import SignInGuard
from momento_auth.application.sign_in_ways import ListOwnSignInWays, ListSignInWays, UnlinkProvider
from momento_auth.application.sign_out import SignOut
from momento_auth.application.standing import StandingSessions
from momento_auth.application.start_provider_sign_in import StartedFlow, StartProviderLink, StartProviderSignIn
from momento_auth.application.step_up import StepUp
from momento_auth.application.verify_token import VerifyToken
from momento_auth.domain.client import Client
from momento_auth.domain.closing import ClosingPolicy
from momento_auth.domain.password import PasswordRules
from momento_auth.domain.provider import JoiningRules, ProviderIdentity, Subject
from momento_auth.domain.provider_flow import FlowSecrets
from momento_auth.domain.registration import Registration, registration_policy
from momento_auth.domain.session import SessionLimits

from tests.fakes.auth.accounts import InMemoryAccounts
from tests.fakes.auth.api_keys import InMemoryApiKeys
from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.identity_provider import ISSUER, InMemoryIdentityProvider
from tests.fakes.auth.invitations import InMemoryInvitations
from tests.fakes.auth.password_hasher import CheapPasswordHasher
from tests.fakes.auth.provider_flows import InMemoryProviderFlows
from tests.fakes.auth.provider_links import InMemoryProviderLinks
from tests.fakes.auth.sessions import InMemorySessions
from tests.fakes.auth.throttle import InMemoryThrottle
from tests.fakes.auth.token_signer import LedgerTokenSigner

if TYPE_CHECKING:
    from momento_auth.application.session_tokens import SignedIn
    from momento_auth.domain.account import Account

EMAIL = "Ada@example.org"
PASSWORD = "engine of difference"
REGISTRATIONS_PER_HOUR = 3
ACCESS_LIFETIME = timedelta(minutes=10)
HOME = Client("203.0.113.7", "Firefox on Linux")


class World:
    """One auth service in memory."""

    def __init__(
        self,
        limits: SessionLimits | None = None,
        registration: Registration = Registration.OPEN,
        joining: JoiningRules | None = None,
    ) -> None:
        self.limits = limits or SessionLimits()
        self.clock = SettableClock()
        self.closing = ClosingPolicy()
        self.accounts = InMemoryAccounts()
        self.sessions = InMemorySessions()
        self.api_keys = InMemoryApiKeys()
        self.throttle = InMemoryThrottle()
        self.hasher = CheapPasswordHasher()
        self.signer = LedgerTokenSigner(self.clock)
        self.identifiers = CountingIdentifiers()
        self.standing = StandingSessions(self.sessions, self.api_keys, self.limits)
        self.step_up = StepUp(self.hasher, self.throttle, self.clock)
        self.rules = PasswordRules(frozenset({"password1"}))
        self.issuer = TokenIssuer(self.signer, self.limits, ACCESS_LIFETIME)
        self.invitations = InMemoryInvitations()
        self.start_session = SessionStarter(
            self.accounts, self.sessions, self.issuer, self.limits, self.closing, self.identifiers
        )
        self.register = RegisterAccount(
            self.accounts,
            self.invitations,
            self.hasher,
            self.throttle,
            RegistrationRules(registration, registration_policy(REGISTRATIONS_PER_HOUR), self.rules),
            self.identifiers,
            self.clock,
        )
        self.invite = Invite(self.invitations, self.identifiers, self.clock)
        self.sign_in = self.sign_in_hashing_with(self.hasher)
        self.renew_session = RenewSession(
            self.accounts, self.sessions, self.issuer, self.limits, self.identifiers, self.clock
        )
        self.sign_out = SignOut(self.sessions, self.limits, self.clock)
        self.verify_token = VerifyToken(self.accounts, self.standing, self.signer, self.clock)
        self.grant_upload = GrantUpload(self.verify_token, self.signer, self.clock)
        self.close_account = CloseAccount(
            self.verify_token, self.accounts, self.sessions, self.api_keys, self.step_up, self.closing, self.clock
        )
        self.list_closed_libraries = ListClosedLibraries(
            self.accounts, self.signer, self.identifiers, self.closing, self.clock
        )
        self.erase_account = EraseAccount(
            self.accounts, self.signer, self.hasher, self.identifiers, self.closing, self.clock
        )
        self.grant_export = GrantExport(self.verify_token, self.signer, self.clock)
        self.exchange_export_grant = ExchangeExportGrant(
            self.accounts, self.standing, self.signer, ACCESS_LIFETIME, self.clock
        )
        self.check_upload_grant = CheckUploadGrant(self.standing, self.signer, self.clock)
        self.list_verification_keys = ListVerificationKeys(self.signer)
        self.list_sessions = ListSessions(self.verify_token, self.sessions, self.limits, self.clock)
        self.end_session = EndSession(self.verify_token, self.sessions, self.clock)
        self.end_other_sessions = EndOtherSessions(self.verify_token, self.sessions, self.clock)
        self.list_ended_sessions = ListEndedSessions(self.sessions, self.api_keys, ACCESS_LIFETIME, self.clock)
        self.change_password = ChangePassword(
            self.verify_token,
            self.accounts,
            self.sessions,
            self.hasher,
            self.rules,
            self.step_up,
            self.clock,
        )
        self.create_api_key = CreateApiKey(self.verify_token, self.step_up, self.api_keys, self.identifiers, self.clock)
        self.list_api_keys = ListApiKeys(self.verify_token, self.api_keys)
        self.revoke_api_key = RevokeApiKey(self.verify_token, self.api_keys, self.clock)
        self.exchange_api_key = ExchangeApiKey(self.accounts, self.api_keys, self.signer, ACCESS_LIFETIME, self.clock)

        self.provider = InMemoryIdentityProvider()
        self.provider_flows = InMemoryProviderFlows()
        self.provider_links = InMemoryProviderLinks(self.accounts)
        self.list_sign_in_ways = ListSignInWays(self.provider, registration)
        self.list_own_sign_in_ways = ListOwnSignInWays(self.verify_token, self.provider_links)
        self.start_provider_sign_in = StartProviderSignIn(
            self.provider, self.provider_flows, self.throttle, self.identifiers, self.clock
        )
        self.start_provider_link = StartProviderLink(
            self.verify_token, self.step_up, self.provider_links, self.start_provider_sign_in
        )
        self.finish_provider_sign_in = FinishProviderSignIn(
            self.provider,
            self.provider_flows,
            self.provider_links,
            self.accounts,
            joining or JoiningRules(registration),
            self.start_session,
            self.identifiers,
            self.clock,
        )
        self.unlink_provider = UnlinkProvider(self.verify_token, self.step_up, self.provider_links)

    def sign_in_hashing_with(self, hasher: CheapPasswordHasher) -> SignIn:
        return SignIn(
            self.accounts,
            hasher,
            SignInGuard(self.throttle),
            self.start_session,
            self.identifiers,
            self.clock,
        )

    def register_account(
        self, email: str, password: str, display_name: str, client: Client = HOME, invitation: str = ""
    ) -> Account:
        return self.register(email, password, display_name, client, invitation)

    def registered(self) -> Account:
        return self.register_account(EMAIL, PASSWORD, "Ada Lovelace")

    def signed_in(self) -> SignedIn:
        self.registered()
        return self.sign_in(EMAIL, PASSWORD, HOME)

    def answer(self, started: StartedFlow, person: ProviderIdentity) -> ProviderAnswer:
        """What comes back when the person signs in at the provider."""
        state, code = self.provider.sign_in(started.address, person)
        return ProviderAnswer(secrets=FlowSecrets(state, started.browser_secret), code=code, issuer=ISSUER)

    def arrived(self, person: ProviderIdentity) -> Arrival:
        """The person after a whole journey."""
        return self.finish_provider_sign_in(self.answer(self.start_provider_sign_in(HOME), person), HOME)


def person(
    name: str = "ada-1", email: str = EMAIL, *, verified: bool = True, display_name: str = "Ada Lovelace"
) -> ProviderIdentity:
    """Somebody at the provider."""
    return ProviderIdentity(subject=Subject(ISSUER, name), email=email, email_verified=verified, name=display_name)
