"""All use cases of auth on fakes, with a clock that the test sets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from momento_auth.application.administer_accounts import ChangeAccount, GiveNewStart, ListAccounts
from momento_auth.application.api_keys import CreateApiKey, ListApiKeys, RevokeApiKey
from momento_auth.application.change_password import ChangePassword
from momento_auth.application.check_upload_grant import CheckUploadGrant
from momento_auth.application.correspondence import Correspondence
from momento_auth.application.end_sessions import EndOtherSessions, EndSession
from momento_auth.application.exchange_api_key import ExchangeApiKey
from momento_auth.application.grant_upload import GrantUpload
from momento_auth.application.invite_people import (
    CreateInvitation,
    Invite,
    ListInvitations,
    RevokeInvitation,
    SetUp,
)
from momento_auth.application.list_ended_sessions import ListEndedSessions
from momento_auth.application.list_sessions import ListSessions
from momento_auth.application.list_verification_keys import ListVerificationKeys
from momento_auth.application.register_account import RegisterAccount, RegistrationRules
from momento_auth.application.renew_session import RenewSession
from momento_auth.application.reset_password import AskForReset, MailResetLink, ResetLinks, ResetPassword
from momento_auth.application.session_tokens import TokenIssuer
from momento_auth.application.sign_in import SignIn
from momento_auth.application.sign_in_guard import SignInGuard
from momento_auth.application.sign_out import SignOut
from momento_auth.application.standing import StandingSessions
from momento_auth.application.step_up import StepUp
from momento_auth.application.verify_token import VerifyToken
from momento_auth.domain.account_change import AccountChange
from momento_auth.domain.client import Client
from momento_auth.domain.password import PasswordRules
from momento_auth.domain.public_address import PublicAddress
from momento_auth.domain.registration import Registration, registration_policy
from momento_auth.domain.role import Role
from momento_auth.domain.session import SessionLimits

from tests.fakes.auth.accounts import InMemoryAccounts
from tests.fakes.auth.api_keys import InMemoryApiKeys
from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.identifiers import CountingIdentifiers
from tests.fakes.auth.invitations import InMemoryInvitations
from tests.fakes.auth.outbox import InMemoryOutbox
from tests.fakes.auth.password_hasher import CheapPasswordHasher
from tests.fakes.auth.password_resets import InMemoryPasswordResets
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
        *,
        sends_mail: bool = True,
    ) -> None:
        self.limits = limits or SessionLimits()
        self.clock = SettableClock()
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
        self.resets = InMemoryPasswordResets()
        self.outbox = InMemoryOutbox()
        self.address = PublicAddress("https://photos.example.org")
        self.letters = Correspondence(self.outbox, self.clock, sends_mail=sends_mail)
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
        self.renew_session = RenewSession(
            self.accounts, self.sessions, self.issuer, self.limits, self.identifiers, self.clock
        )
        self.sign_out = SignOut(self.sessions, self.limits, self.clock)
        self.verify_token = VerifyToken(self.accounts, self.standing, self.signer, self.clock)
        self.grant_upload = GrantUpload(self.verify_token, self.signer, self.clock)
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
            self.letters,
            self.clock,
        )
        self.wishes: list[str] = []
        self.ask_for_reset = AskForReset(self.letters, self.throttle, self.wishes.append, self.clock)
        self.mail_reset_link = MailResetLink(self.accounts, self.links, self.letters)
        self.reset_password = ResetPassword(
            self.accounts, self.sessions, self.resets, self.hasher, self.rules, self.letters, self.clock
        )
        self.create_api_key = CreateApiKey(self.verify_token, self.step_up, self.api_keys, self.identifiers, self.clock)
        self.list_api_keys = ListApiKeys(self.verify_token, self.api_keys)
        self.revoke_api_key = RevokeApiKey(self.verify_token, self.api_keys, self.clock)
        self.exchange_api_key = ExchangeApiKey(self.accounts, self.api_keys, self.signer, ACCESS_LIFETIME, self.clock)
        self.administer()

    def administer(self) -> None:
        verify, accounts, clock = self.verify_token, self.accounts, self.clock
        self.set_up = SetUp(accounts, self.invitations, self.identifiers, self.address, clock)
        self.list_accounts = ListAccounts(verify, accounts)
        self.change_account = ChangeAccount(verify, accounts, self.sessions, self.api_keys, self.resets, clock)
        self.give_new_start = GiveNewStart(verify, accounts, self.sessions, self.links, self.letters, clock)
        self.list_invitations = ListInvitations(verify, self.invitations, clock)
        self.create_invitation = CreateInvitation(
            verify, accounts, self.invitations, self.letters, self.identifiers, self.address, clock
        )
        self.revoke_invitation = RevokeInvitation(verify, self.invitations, clock)

    def sign_in_hashing_with(self, hasher: CheapPasswordHasher) -> SignIn:
        return SignIn(
            self.accounts,
            self.sessions,
            hasher,
            SignInGuard(self.throttle),
            self.issuer,
            self.limits,
            self.letters,
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
