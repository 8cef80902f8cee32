"""All use cases of auth on fakes, with a clock that the test sets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.memory.admission import MemoryAdmission
from momento_auth.application.accounts.administer import ChangeAccount, ListAccounts, ResetAccess
from momento_auth.application.accounts.change_password import ChangePassword
from momento_auth.application.accounts.delete_account import CloseAccount, EraseAccount, ListClosedLibraries
from momento_auth.application.accounts.invite import CreateInvitation, Invite, ListInvitations, RevokeInvitation, SetUp
from momento_auth.application.accounts.password_notice import PasswordNotice
from momento_auth.application.accounts.register import RegisterAccount, RegistrationRules
from momento_auth.application.accounts.reset_password import AskForReset, EmailResetLink, ResetLinks, ResetPassword
from momento_auth.application.accounts.revoke_access import RevokeAccess
from momento_auth.application.accounts.sign_in_methods import ListOwnSignInWays, ListSignInWays, UnlinkProvider
from momento_auth.application.api_keys.exchange import ExchangeApiKey
from momento_auth.application.api_keys.manage import CreateApiKey, ListApiKeys, RevokeApiKey
from momento_auth.application.email.compose import EmailComposer
from momento_auth.application.grants.check_upload_grant import CheckUploadGrant
from momento_auth.application.grants.exchange_export_grant import ExchangeExportGrant
from momento_auth.application.grants.grant_export import GrantExport
from momento_auth.application.grants.grant_upload import GrantUpload
from momento_auth.application.mfa.challenges import ChallengeBook
from momento_auth.application.mfa.overview import ListFactors, RemoveAllFactors, RenewRecoveryCodes
from momento_auth.application.mfa.passkeys import AddPasskey, RemovePasskey, RenamePasskey, StartPasskey
from momento_auth.application.mfa.recent_verification import RecentVerification
from momento_auth.application.mfa.recovery_codes import RecoveryCodeBook
from momento_auth.application.mfa.second_factors import SecondFactors
from momento_auth.application.mfa.step_up import StepUp
from momento_auth.application.mfa.stores import FactorStores
from momento_auth.application.mfa.totp import ConfirmTotp, RemoveTotp, StartTotp
from momento_auth.application.mfa.verify_session import FinishProof, ProveSession
from momento_auth.application.sessions.issue_tokens import TokenIssuer
from momento_auth.application.sessions.list_revoked import ListEndedSessions
from momento_auth.application.sessions.list_sessions import ListSessions
from momento_auth.application.sessions.renew import RenewSession
from momento_auth.application.sessions.revoke import EndOtherSessions, EndSession
from momento_auth.application.sessions.sign_out import SignOut
from momento_auth.application.sessions.start import SessionStarter
from momento_auth.application.sessions.validation import SessionValidation
from momento_auth.application.sessions.verify_token import VerifyToken
from momento_auth.application.sign_in.complete import FinishSignIn
from momento_auth.application.sign_in.passkey import FinishPasskeySignIn, StartPasskeySignIn
from momento_auth.application.sign_in.password import SignIn
from momento_auth.application.sign_in.throttle_guard import SignInGuard
from momento_auth.application.sso.complete import Arrival, FinishProviderSignIn, ProviderAnswer
from momento_auth.application.sso.start import StartedFlow, StartProviderLink, StartProviderSignIn
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.deletion import AccountDeletionPolicy
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.password import PasswordRules
from momento_auth.domain.accounts.public_address import PublicAddress
from momento_auth.domain.accounts.registration import Registration, registration_policy
from momento_auth.domain.accounts.role import Role
from momento_auth.domain.mfa.errors import SecondFactorRequired
from momento_auth.domain.mfa.sealed_challenge import ChallengeSeal
from momento_auth.domain.mfa.totp import SECRET_BYTES, step_of
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.sessions.session import SessionLimits
from momento_auth.domain.sso.flow import FlowSecrets
from momento_auth.domain.sso.provider import JoiningRules, ProviderIdentity, Subject

from tests.fakes.auth.accounts import InMemoryAccounts
from tests.fakes.auth.api_keys import InMemoryApiKeys
from tests.fakes.auth.authenticators import LegibleAuthenticator
from tests.fakes.auth.challenges import InMemoryChallenges
from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.identity_provider import ISSUER, InMemoryIdentityProvider
from tests.fakes.auth.invitations import InMemoryInvitations
from tests.fakes.auth.one_time_codes import LegibleOneTimeCodes
from tests.fakes.auth.outbox import InMemoryOutbox
from tests.fakes.auth.passkey_ceremonies import LegiblePasskeyCeremonies
from tests.fakes.auth.passkeys import InMemoryPasskeys
from tests.fakes.auth.password_hasher import CheapPasswordHasher
from tests.fakes.auth.password_resets import InMemoryPasswordResets
from tests.fakes.auth.provider_flows import InMemoryProviderFlows
from tests.fakes.auth.provider_links import InMemoryProviderLinks
from tests.fakes.auth.recovery_codes import InMemoryRecoveryCodes
from tests.fakes.auth.sessions import InMemorySessions
from tests.fakes.auth.throttle import InMemoryThrottle
from tests.fakes.auth.token_signer import LedgerTokenSigner
from tests.fakes.auth.totps import InMemoryTotps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.mfa.passkey import Passkey
    from momento_auth.domain.mfa.second_factor import AskedFactor

EMAIL = "Ada@example.org"
PASSWORD = "engine of difference"
REGISTRATIONS_PER_HOUR = 3
ACCESS_LIFETIME = timedelta(minutes=10)
ORIGIN = "https://momento.example"
HOME = Client("203.0.113.7", "Firefox on Linux")


class World:
    """One auth service in memory."""

    def __init__(
        self,
        limits: SessionLimits | None = None,
        registration: Registration = Registration.OPEN,
        joining: JoiningRules | None = None,
        *,
        sends_mail: bool = True,
    ) -> None:
        self.limits = limits or SessionLimits()
        self.clock = SettableClock()
        self.closing = AccountDeletionPolicy()
        self.accounts = InMemoryAccounts()
        self.sessions = InMemorySessions()
        self.api_keys = InMemoryApiKeys()
        self.throttle = InMemoryThrottle()
        self.hasher = CheapPasswordHasher()
        self.signer = LedgerTokenSigner(self.clock)
        self.identifiers = CountingIdentifiers()
        self.standing = SessionValidation(self.sessions, self.api_keys, self.limits)
        self.step_up = StepUp(self.hasher, self.throttle, self.clock)
        self.rules = PasswordRules(frozenset({"password1"}))
        self.issuer = TokenIssuer(self.signer, self.limits, ACCESS_LIFETIME)
        self.invitations = InMemoryInvitations()
        self._make_factors()
        self.guard = SignInGuard(self.throttle)
        self.fresh_proof = RecentVerification(self.sessions, self.factor_stores, self.clock)
        self.resets = InMemoryPasswordResets()
        self.provider_flows = InMemoryProviderFlows()
        self.revoke_access = RevokeAccess(
            self.sessions,
            self.api_keys,
            self.resets,
            self.factor_stores.challenges,
            self.provider_flows,
            self.invitations,
            self.guard,
            self.clock,
        )
        self.outbox = InMemoryOutbox()
        self.address = PublicAddress("https://photos.example.org")
        self.letters = EmailComposer(self.outbox, self.clock, sends_mail=sends_mail)
        self.start_session = SessionStarter(
            self.accounts, self.sessions, self.issuer, self.limits, self.closing, self.letters, self.identifiers
        )
        self.links = ResetLinks(self.resets, self.identifiers, self.address, self.clock)
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
        self.renew = RenewSession(self.accounts, self.sessions, self.issuer, self.limits, self.identifiers, self.clock)
        self.sign_out = SignOut(self.sessions, self.clock)
        self.verify_token = VerifyToken(self.accounts, self.standing, self.signer, self.clock)
        self.grant_upload = GrantUpload(self.verify_token, self.signer, self.clock)
        self._wire_deletion()
        self.check_upload_grant = CheckUploadGrant(self.standing, self.signer, self.clock)
        self.list_sessions = ListSessions(self.verify_token, self.sessions, self.limits, self.clock)
        self.end_session = EndSession(self.verify_token, self.sessions, self.clock)
        self.end_other_sessions = EndOtherSessions(self.verify_token, self.sessions, self.clock)
        self.list_ended_sessions = ListEndedSessions(self.sessions, self.api_keys, ACCESS_LIFETIME, self.clock)
        self._wire_passwords()
        self.create_api_key = CreateApiKey(
            self.verify_token, self.step_up, self.fresh_proof, self.api_keys, self.identifiers, self.clock
        )
        self.list_api_keys = ListApiKeys(self.verify_token, self.api_keys)
        self.revoke_api_key = RevokeApiKey(self.verify_token, self.api_keys, self.clock)
        self.exchange_api_key = ExchangeApiKey(self.accounts, self.api_keys, self.signer, ACCESS_LIFETIME, self.clock)
        self._wire_factors()
        self._wire_provider(registration, joining or JoiningRules(registration))

    def _wire_passwords(self) -> None:
        notice = PasswordNotice(self.letters, self.factor_stores.passkeys, self.clock)
        self.change_password = ChangePassword(
            self.verify_token,
            self.accounts,
            self.revoke_access,
            self.hasher,
            self.rules,
            self.step_up,
            self.fresh_proof,
            notice,
        )
        self.wishes: list[str] = []
        self.ask_for_reset = AskForReset(self.letters, self.throttle, self.wishes.append, self.clock)
        self.mail_reset_link = EmailResetLink(self.accounts, self.links, self.letters)
        self.reset_password = ResetPassword(
            self.accounts, self.revoke_access, self.resets, self.hasher, self.rules, notice, self.clock
        )

    def _make_factors(self) -> None:
        self.factor_stores = FactorStores(
            totps=InMemoryTotps(),
            passkeys=InMemoryPasskeys(),
            recovery_codes=InMemoryRecoveryCodes(),
            challenges=InMemoryChallenges(),
        )
        self.codes = LegibleOneTimeCodes()
        self.ceremonies = LegiblePasskeyCeremonies(ORIGIN)
        self.sealing = Seal(b"k" * 32)
        self.challenges = ChallengeBook(self.factor_stores.challenges, self.identifiers, self.clock)
        self.factors = SecondFactors(
            self.factor_stores, self.challenges, self.codes, self.ceremonies, self.sealing, self.clock
        )

    def _wire_deletion(self) -> None:
        self.close_account = CloseAccount(
            self.verify_token,
            self.accounts,
            self.revoke_access,
            self.step_up,
            self.fresh_proof,
            self.closing,
            self.clock,
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

    def _wire_provider(self, registration: Registration, joining: JoiningRules) -> None:
        self.provider = InMemoryIdentityProvider()
        self.provider_links = InMemoryProviderLinks(self.accounts)
        self.list_sign_in_ways = ListSignInWays(self.provider, registration)
        self.list_own_sign_in_ways = ListOwnSignInWays(self.verify_token, self.provider_links)
        self.start_provider_sign_in = StartProviderSignIn(
            self.provider, self.provider_flows, self.throttle, self.identifiers, self.clock
        )
        self.start_provider_link = StartProviderLink(
            self.verify_token, self.step_up, self.fresh_proof, self.provider_links, self.start_provider_sign_in
        )
        self.finish_provider_sign_in = FinishProviderSignIn(
            self.provider,
            self.provider_flows,
            self.provider_links,
            self.accounts,
            joining,
            self.start_session,
            self.identifiers,
            self.clock,
        )
        self.unlink_provider = UnlinkProvider(self.verify_token, self.step_up, self.fresh_proof, self.provider_links)

    def _wire_factors(self) -> None:
        stores, verify, fresh, clock = self.factor_stores, self.verify_token, self.fresh_proof, self.clock
        challenges, factors, codes, sealing = self.challenges, self.factors, self.codes, self.sealing
        book = RecoveryCodeBook(stores, self.identifiers)
        self.finish_sign_in = FinishSignIn(self.accounts, challenges, factors, self.guard, self.start_session, clock)
        seal, admission = ChallengeSeal(b"k" * 32), MemoryAdmission()
        self.start_passkey_sign_in = StartPasskeySignIn(seal, self.ceremonies, admission, self.identifiers, clock)
        self.finish_passkey_sign_in = FinishPasskeySignIn(
            self.accounts, seal, stores.challenges, factors, self.start_session, admission, clock
        )
        self.prove_session = ProveSession(verify, self.step_up, factors, self.sessions, clock)
        self.finish_proof = FinishProof(verify, challenges, factors, self.sessions, self.throttle, clock)
        self.list_factors = ListFactors(verify, stores)
        self.start_totp = StartTotp(verify, fresh, stores, codes, sealing, clock)
        self.confirm_totp = ConfirmTotp(verify, stores, book, codes, sealing, clock)
        self.remove_totp = RemoveTotp(verify, fresh, stores, book)
        self.start_passkey = StartPasskey(verify, fresh, stores, challenges, self.ceremonies)
        self.add_passkey = AddPasskey(verify, stores, challenges, self.ceremonies, book, self.identifiers, clock)
        self.rename_passkey = RenamePasskey(verify, stores)
        self.remove_passkey = RemovePasskey(verify, fresh, stores, book)
        self.renew_recovery_codes = RenewRecoveryCodes(verify, fresh, stores, book)
        self.remove_all_factors = RemoveAllFactors(stores)
        self.administer()

    def administer(self) -> None:
        verify, accounts, clock = self.verify_token, self.accounts, self.clock
        self.set_up = SetUp(accounts, self.invitations, self.identifiers, self.address, clock)
        self.list_accounts = ListAccounts(verify, accounts)
        self.change_account = ChangeAccount(verify, accounts, self.revoke_access, clock)
        self.give_new_start = ResetAccess(
            verify, accounts, self.revoke_access, self.remove_all_factors, self.links, self.letters
        )
        self.list_invitations = ListInvitations(verify, self.invitations, clock)
        self.create_invitation = CreateInvitation(
            verify, accounts, self.invitations, self.letters, self.identifiers, self.address, clock
        )
        self.revoke_invitation = RevokeInvitation(verify, self.invitations, clock)

    def sign_in_hashing_with(self, hasher: CheapPasswordHasher) -> SignIn:
        return SignIn(
            self.accounts,
            hasher,
            self.guard,
            self.factors,
            self.start_session,
            self.identifiers,
            self.clock,
        )

    def register_account(
        self, email: str, password: str, display_name: str, client: Client = HOME, invitation: str = ""
    ) -> Account:
        return self.register(email, password, display_name, client, invitation)

    def renew_session(self, refresh_token: str, client: Client = HOME) -> SignedIn:
        return self.renew(refresh_token, client)

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

    def ada(self) -> Account:
        """The account that `registered` made."""
        account = self.accounts.find_by_email(EmailAddress(EMAIL))
        assert account is not None
        return account

    def code(self, *, later: int = 0) -> str:
        """What the app of the one account with an app shows, so many steps from now."""
        return self.codes.code((1).to_bytes(SECRET_BYTES), step_of(self.clock.now()) + later)

    def with_totp(self, access_token: str) -> Sequence[str]:
        """Sets up an app in a session without any factor; the recovery codes. The code of this step is spent."""
        self.prove_session(access_token, PASSWORD)
        self.start_totp(access_token)
        return self.confirm_totp(access_token, self.code()).recovery_codes

    def with_passkey(self, access_token: str, name: str = "Telephone") -> tuple[Passkey, LegibleAuthenticator]:
        """Registers a passkey in a session that was proved, or whose account has no factor."""
        if not self.factors.methods_of(self.verify_token(access_token).account.user_id):
            self.prove_session(access_token, PASSWORD)
        authenticator = LegibleAuthenticator(ORIGIN)
        started = self.start_passkey(access_token)
        added = self.add_passkey(access_token, started.challenge, name, authenticator.make(started.options))
        return added.passkey, authenticator

    def asked(self) -> AskedFactor:
        """What the password alone leads to."""
        with pytest.raises(SecondFactorRequired) as refusal:
            self.sign_in(EMAIL, PASSWORD, HOME)
        return refusal.value.asked

    def administrator(self, email: str = "root@example.org") -> SignedIn:
        """Somebody who has made their account by the link of the set-up, or was made an administrator."""
        link = self.set_up()
        if link:
            self.register_account(email, PASSWORD, "Root", HOME, invitation_in(link))
        else:
            account = self.register_account(email, PASSWORD, "Root")
            self.accounts.change(account.user_id, AccountChange(role=Role.ADMINISTRATOR), self.clock.now())
        return self.sign_in(email, PASSWORD, HOME)


def invitation_in(link: str) -> str:
    """The invitation that a link carries."""
    return parse_qs(urlsplit(link).query)["invitation"][0]


def reset_in(text: str) -> str:
    """What a link for a new password, alone or in a letter, carries."""
    return text.partition("?reset=")[2].partition("\n")[0]


def person(
    name: str = "ada-1", email: str = EMAIL, *, verified: bool = True, display_name: str = "Ada Lovelace"
) -> ProviderIdentity:
    """Somebody at the provider."""
    return ProviderIdentity(subject=Subject(ISSUER, name), email=email, email_verified=verified, name=display_name)
