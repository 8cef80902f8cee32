"""Which use case stands on which ports: every one is made here, by hand, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.adapters.inbound.grpc.administration.servicer import AdministrationUseCases
from momento_auth.adapters.inbound.grpc.mfa.servicer import FactorUseCases
from momento_auth.adapters.inbound.grpc.use_cases import UseCases
from momento_auth.adapters.outbound.common_passwords.common_passwords import common_passwords
from momento_auth.application.accounts.administer import ChangeAccount, ListAccounts, ResetAccess
from momento_auth.application.accounts.change_password import ChangePassword
from momento_auth.application.accounts.delete_account import CloseAccount, EraseAccount, ListClosedLibraries
from momento_auth.application.accounts.invite import CreateInvitation, ListInvitations, RevokeInvitation
from momento_auth.application.accounts.password_notice import PasswordNotice
from momento_auth.application.accounts.register import RegisterAccount, RegistrationRules
from momento_auth.application.accounts.reset_password import AskForReset, ResetLinks, ResetPassword
from momento_auth.application.accounts.revoke_access import RevokeAccess
from momento_auth.application.accounts.sign_in_methods import ListOwnSignInWays, ListSignInWays, UnlinkProvider
from momento_auth.application.api_keys.exchange import ExchangeApiKey
from momento_auth.application.api_keys.manage import CreateApiKey, ListApiKeys, RevokeApiKey
from momento_auth.application.audit.list_activity import ListActivity
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
from momento_auth.application.sso.complete import FinishProviderSignIn
from momento_auth.application.sso.start import StartProviderLink, StartProviderSignIn
from momento_auth.domain.accounts.password import PasswordRules
from momento_auth.domain.accounts.registration import registration_policy
from momento_auth.domain.mfa.sealed_challenge import ChallengeSeal

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.activity import Activity
    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.breached_passwords import BreachedPasswords
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.ports.one_time_codes import OneTimeCodes
    from momento_auth.application.ports.outbox import Outbox
    from momento_auth.application.ports.passkey_ceremonies import PasskeyCeremonies
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.password_resets import PasswordResets
    from momento_auth.application.ports.provider_flows import ProviderFlows
    from momento_auth.application.ports.provider_links import ProviderLinks
    from momento_auth.application.ports.sealing import Sealing
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.ports.throttle import Admission, Throttle
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.config import AuthConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the use cases stand on; tests put fakes here. Without a provider nobody signs in by one."""

    accounts: Accounts
    sessions: Sessions
    api_keys: ApiKeys
    activity: Activity
    invitations: Invitations
    provider: IdentityProvider | None
    provider_flows: ProviderFlows
    provider_links: ProviderLinks
    factors: FactorStores
    codes: OneTimeCodes
    ceremonies: PasskeyCeremonies
    sealing: Sealing
    resets: PasswordResets
    outbox: Outbox
    throttle: Throttle
    admission: Admission
    hasher: PasswordHasher
    breached: BreachedPasswords
    signer: TokenSigner
    identifiers: Identifiers
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What use cases of both kinds stand on."""

    ports: Ports
    config: AuthConfig
    issuer: TokenIssuer
    guard: SignInGuard
    standing: SessionValidation
    verify_token: VerifyToken
    step_up: StepUp
    fresh_proof: RecentVerification
    challenges: ChallengeBook
    factors: SecondFactors
    start_session: SessionStarter
    email_composer: EmailComposer
    reset_links: ResetLinks
    revoke: RevokeAccess


def share(ports: Ports, config: AuthConfig) -> Shared:
    """The same objects for all use cases on the given ports."""
    clock, limits, identifiers = ports.clock, config.sessions.limits, ports.identifiers
    issuer = TokenIssuer(ports.signer, limits, config.sessions.access_lifetime)
    standing = SessionValidation(ports.sessions, ports.api_keys, limits)
    email_composer = EmailComposer(ports.outbox, clock, sends_mail=config.mail.server is not None)
    challenges = ChallengeBook(ports.factors.challenges, identifiers, clock)
    guard = SignInGuard(ports.throttle)
    return Shared(
        ports=ports,
        config=config,
        issuer=issuer,
        guard=guard,
        standing=standing,
        verify_token=VerifyToken(ports.accounts, standing, ports.signer, clock),
        step_up=StepUp(ports.hasher, ports.throttle, clock),
        fresh_proof=RecentVerification(ports.sessions, ports.factors, clock),
        challenges=challenges,
        factors=SecondFactors(ports.factors, challenges, ports.codes, ports.ceremonies, ports.sealing, clock),
        start_session=SessionStarter(
            ports.accounts, ports.sessions, issuer, limits, config.closing, email_composer, identifiers
        ),
        email_composer=email_composer,
        reset_links=ResetLinks(ports.resets, identifiers, config.public_address, clock),
        revoke=RevokeAccess(
            ports.sessions,
            ports.api_keys,
            ports.resets,
            ports.factors.challenges,
            ports.provider_flows,
            ports.invitations,
            guard,
            clock,
        ),
    )


def wire_administration(shared: Shared) -> AdministrationUseCases:
    """What administrators may do."""
    ports, verify_token, letters = shared.ports, shared.verify_token, shared.email_composer
    accounts, clock = ports.accounts, ports.clock
    return AdministrationUseCases(
        verify_token=verify_token,
        list_accounts=ListAccounts(verify_token, accounts),
        change_account=ChangeAccount(verify_token, accounts, shared.revoke, clock),
        give_new_start=ResetAccess(
            verify_token, accounts, shared.revoke, RemoveAllFactors(ports.factors), shared.reset_links, letters
        ),
        list_invitations=ListInvitations(verify_token, ports.invitations, clock),
        create_invitation=CreateInvitation(
            verify_token,
            accounts,
            ports.invitations,
            letters,
            ports.identifiers,
            shared.config.public_address,
            clock,
        ),
        revoke_invitation=RevokeInvitation(verify_token, ports.invitations, clock),
    )


def wire(shared: Shared, pass_on: Callable[[str], None]) -> UseCases:
    """Accounts, sessions and keys; `pass_on` has a wish for a new password answered later."""
    ports, config, letters = shared.ports, shared.config, shared.email_composer
    accounts, sessions, signer, clock = ports.accounts, ports.sessions, ports.signer, ports.clock
    limits, rules = config.sessions.limits, PasswordRules(common_passwords(), ports.breached)
    verify_token, step_up, fresh_proof = shared.verify_token, shared.step_up, shared.fresh_proof
    start_session, standing = shared.start_session, shared.standing
    provider, flows, links = ports.provider, ports.provider_flows, ports.provider_links
    notice = PasswordNotice(letters, ports.factors.passkeys, clock)
    start_provider = StartProviderSignIn(provider, flows, ports.throttle, ports.identifiers, clock)
    return UseCases(
        register_account=RegisterAccount(
            accounts,
            ports.invitations,
            ports.hasher,
            ports.throttle,
            RegistrationRules(config.door, registration_policy(config.registrations_per_hour), rules),
            ports.identifiers,
            clock,
        ),
        sign_in=SignIn(accounts, ports.hasher, shared.guard, shared.factors, start_session, ports.identifiers, clock),
        renew_session=RenewSession(accounts, sessions, shared.issuer, limits, ports.identifiers, clock),
        sign_out=SignOut(sessions, clock),
        verify_token=verify_token,
        list_activity=ListActivity(verify_token, ports.activity),
        list_sessions=ListSessions(verify_token, sessions, limits, clock),
        end_session=EndSession(verify_token, sessions, clock),
        end_other_sessions=EndOtherSessions(verify_token, sessions, clock),
        list_ended_sessions=ListEndedSessions(sessions, ports.api_keys, config.sessions.access_lifetime, clock),
        change_password=ChangePassword(
            verify_token, accounts, shared.revoke, ports.hasher, rules, step_up, fresh_proof, notice
        ),
        ask_for_reset=AskForReset(letters, ports.throttle, pass_on, clock),
        reset_password=ResetPassword(accounts, shared.revoke, ports.resets, ports.hasher, rules, notice, clock),
        create_api_key=CreateApiKey(verify_token, step_up, fresh_proof, ports.api_keys, ports.identifiers, clock),
        list_api_keys=ListApiKeys(verify_token, ports.api_keys),
        revoke_api_key=RevokeApiKey(verify_token, ports.api_keys, clock),
        exchange_api_key=ExchangeApiKey(accounts, ports.api_keys, signer, config.sessions.access_lifetime, clock),
        close_account=CloseAccount(verify_token, accounts, shared.revoke, step_up, fresh_proof, config.closing, clock),
        list_closed_libraries=ListClosedLibraries(accounts, signer, ports.identifiers, config.closing, clock),
        erase_account=EraseAccount(accounts, signer, ports.hasher, ports.identifiers, config.closing, clock),
        grant_export=GrantExport(verify_token, signer, clock),
        exchange_export_grant=ExchangeExportGrant(accounts, standing, signer, config.sessions.access_lifetime, clock),
        grant_upload=GrantUpload(verify_token, signer, clock),
        check_upload_grant=CheckUploadGrant(standing, signer, clock),
        list_sign_in_ways=ListSignInWays(provider, config.door),
        list_own_sign_in_ways=ListOwnSignInWays(verify_token, links),
        start_provider_sign_in=start_provider,
        start_provider_link=StartProviderLink(verify_token, step_up, fresh_proof, links, start_provider),
        finish_provider_sign_in=FinishProviderSignIn(
            provider, flows, links, accounts, config.joining, start_session, ports.identifiers, clock
        ),
        unlink_provider=UnlinkProvider(verify_token, step_up, fresh_proof, links),
        signer=signer,
    )


def wire_factors(shared: Shared) -> FactorUseCases:
    """Second factors."""
    ports, challenges, factors = shared.ports, shared.challenges, shared.factors
    stores, verify, fresh, clock = ports.factors, shared.verify_token, shared.fresh_proof, ports.clock
    start, codes, ceremonies, sealing = shared.start_session, ports.codes, ports.ceremonies, ports.sealing
    book = RecoveryCodeBook(stores, ports.identifiers)
    seal = ChallengeSeal(shared.config.sealing_key_bytes)
    return FactorUseCases(
        verify_token=verify,
        finish_sign_in=FinishSignIn(ports.accounts, challenges, factors, shared.guard, start, clock),
        start_passkey_sign_in=StartPasskeySignIn(seal, ceremonies, ports.admission, ports.identifiers, clock),
        finish_passkey_sign_in=FinishPasskeySignIn(
            ports.accounts, seal, stores.challenges, factors, start, ports.admission, clock
        ),
        prove_session=ProveSession(verify, shared.step_up, factors, ports.sessions, clock),
        finish_proof=FinishProof(verify, challenges, factors, ports.sessions, ports.throttle, clock),
        list_factors=ListFactors(verify, stores),
        start_totp=StartTotp(verify, fresh, stores, codes, sealing, clock),
        confirm_totp=ConfirmTotp(verify, stores, book, codes, sealing, clock),
        remove_totp=RemoveTotp(verify, fresh, stores, book),
        start_passkey=StartPasskey(verify, fresh, stores, challenges, ceremonies),
        add_passkey=AddPasskey(verify, stores, challenges, ceremonies, book, ports.identifiers, clock),
        rename_passkey=RenamePasskey(verify, stores),
        remove_passkey=RemovePasskey(verify, fresh, stores, book),
        renew_recovery_codes=RenewRecoveryCodes(verify, fresh, stores, book),
    )
