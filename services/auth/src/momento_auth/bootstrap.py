"""Puts auth together: every object is made here, by hand, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.auth.v1 import auth_pb2_grpc
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.lifecycle import Readiness
from momento_chassis.telemetry import observed

from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
from momento_auth.adapters.inbound.grpc.callers import CALLERS, SERVICE_NAME
from momento_auth.adapters.inbound.grpc.errors import ERRORS
from momento_auth.adapters.inbound.grpc.servicer import AuthServicer, UseCases
from momento_auth.adapters.outbound.argon2.password_hasher import Argon2PasswordHasher
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.ed25519.token_signer import Ed25519TokenSigner
from momento_auth.adapters.outbound.oidc.bounded_transport import BoundedTransport
from momento_auth.adapters.outbound.oidc.identity_provider import OidcIdentityProvider
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.activity import SqlActivity
from momento_auth.adapters.outbound.sql.api_keys import SqlApiKeys
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.invitations import SqlInvitations
from momento_auth.adapters.outbound.sql.provider_flows import SqlProviderFlows
from momento_auth.adapters.outbound.sql.provider_links import SqlProviderLinks
from momento_auth.adapters.outbound.sql.schema import migrate
from momento_auth.adapters.outbound.sql.sessions import SqlSessions
from momento_auth.adapters.outbound.sql.signing_keys import SqlSigningKeys
from momento_auth.adapters.outbound.sql.throttle import SqlThrottle
from momento_auth.adapters.outbound.system.clock import SystemClock
from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.adapters.outbound.zxcvbn.common_passwords import common_passwords
from momento_auth.application.api_keys import CreateApiKey, ListApiKeys, RevokeApiKey
from momento_auth.application.change_password import ChangePassword
from momento_auth.application.check_upload_grant import CheckUploadGrant
from momento_auth.application.close_account import CloseAccount, EraseAccount, ListClosedLibraries
from momento_auth.application.end_sessions import EndOtherSessions, EndSession
from momento_auth.application.exchange_api_key import ExchangeApiKey
from momento_auth.application.exchange_export_grant import ExchangeExportGrant
from momento_auth.application.finish_provider_sign_in import FinishProviderSignIn
from momento_auth.application.grant_export import GrantExport
from momento_auth.application.grant_upload import GrantUpload
from momento_auth.application.list_activity import ListActivity
from momento_auth.application.list_ended_sessions import ListEndedSessions
from momento_auth.application.list_sessions import ListSessions
from momento_auth.application.list_verification_keys import ListVerificationKeys
from momento_auth.application.register_account import RegisterAccount, RegistrationRules
from momento_auth.application.renew_session import RenewSession
from momento_auth.application.session_starter import SessionStarter
from momento_auth.application.session_tokens import TokenIssuer
from momento_auth.application.sign_in import SignIn
from momento_auth.application.sign_in_guard import SignInGuard
from momento_auth.application.sign_in_ways import ListOwnSignInWays, ListSignInWays, UnlinkProvider
from momento_auth.application.sign_out import SignOut
from momento_auth.application.standing import StandingSessions
from momento_auth.application.start_provider_sign_in import StartProviderLink, StartProviderSignIn
from momento_auth.application.step_up import StepUp
from momento_auth.application.verify_token import VerifyToken
from momento_auth.domain.password import PasswordRules
from momento_auth.domain.registration import registration_policy

if TYPE_CHECKING:
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.activity import Activity
    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.provider_flows import ProviderFlows
    from momento_auth.application.ports.provider_links import ProviderLinks
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.config import AuthConfig


@dataclass(frozen=True, slots=True)
class AuthService:
    """The service, ready to be started."""

    server: GrpcServer
    readiness: Readiness
    database: Database


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
    throttle: Throttle
    hasher: PasswordHasher
    signer: TokenSigner
    identifiers: Identifiers
    clock: Clock


def bootstrap(config: AuthConfig, clock: Clock | None = None) -> AuthService:
    """Makes the service; brings the database to the right schema and reads the signing keys on the way.

    Raises:
        StoreUnavailable: the database does not answer.
        SealBroken: the sealing key is not the one that the signing keys were sealed with.
    """
    clock = clock or SystemClock()
    database = Database(config.database_url.reveal())
    migrate(database)
    keys = key_ring(config, database, clock)
    ports = Ports(
        accounts=observed(SqlAccounts(database), "accounts"),
        sessions=observed(SqlSessions(database), "sessions"),
        api_keys=observed(SqlApiKeys(database), "api_keys"),
        activity=observed(SqlActivity(database), "activity"),
        invitations=observed(SqlInvitations(database), "invitations"),
        provider=identity_provider(config, clock),
        provider_flows=observed(SqlProviderFlows(database), "provider_flows"),
        provider_links=observed(SqlProviderLinks(database), "provider_links"),
        throttle=observed(SqlThrottle(database), "throttle"),
        hasher=observed(Argon2PasswordHasher(config.argon2.parameters), "password_hasher"),
        signer=observed(Ed25519TokenSigner(keys, clock), "token_signer"),
        identifiers=SystemIdentifiers(),
        clock=clock,
    )
    trail = AuditTrail(ports.activity, ports.identifiers, clock, config.activity_kept_for)
    servicer = AuthServicer(wire(ports, config), trail)
    options = ServerOptions(config.listen, config.tls, CALLERS, ERRORS, [SERVICE_NAME])
    server = GrpcServer(options, lambda it: auth_pb2_grpc.add_AuthServiceServicer_to_server(servicer, it))
    return AuthService(server, Readiness({"database": database.check}), database)


def key_ring(config: AuthConfig, database: Database, clock: Clock) -> KeyRing:
    """The signing keys; raises as `bootstrap` does."""
    return KeyRing(SqlSigningKeys(database), Seal(config.sealing_key_bytes), config.keys.schedule, clock)


def identity_provider(config: AuthConfig, clock: Clock) -> IdentityProvider | None:
    """The organisation's provider, if the operator has named one; it is not asked anything yet."""
    settings = config.provider.settings
    if settings is None:
        return None
    transport = BoundedTransport(config.provider.authority)
    return observed(OidcIdentityProvider(settings, transport, clock), "identity_provider")


def wire(ports: Ports, config: AuthConfig) -> UseCases:
    """The use cases on the given ports."""
    accounts, sessions, signer, clock = ports.accounts, ports.sessions, ports.signer, ports.clock
    limits = config.sessions.limits
    issuer = TokenIssuer(signer, limits, config.sessions.access_lifetime)
    start_session = SessionStarter(accounts, sessions, issuer, limits, config.closing, ports.identifiers)
    rules, guard = PasswordRules(common_passwords()), SignInGuard(ports.throttle)
    step_up, standing = StepUp(ports.hasher, ports.throttle, clock), StandingSessions(sessions, ports.api_keys, limits)
    verify_token = VerifyToken(accounts, standing, signer, clock)
    provider, flows, links = ports.provider, ports.provider_flows, ports.provider_links
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
        sign_in=SignIn(accounts, ports.hasher, guard, start_session, ports.identifiers, clock),
        renew_session=RenewSession(accounts, sessions, issuer, limits, ports.identifiers, clock),
        sign_out=SignOut(sessions, limits, clock),
        verify_token=verify_token,
        list_activity=ListActivity(verify_token, ports.activity),
        list_sessions=ListSessions(verify_token, sessions, limits, clock),
        end_session=EndSession(verify_token, sessions, clock),
        end_other_sessions=EndOtherSessions(verify_token, sessions, clock),
        list_ended_sessions=ListEndedSessions(sessions, ports.api_keys, config.sessions.access_lifetime, clock),
        change_password=ChangePassword(verify_token, accounts, sessions, ports.hasher, rules, step_up, clock),
        create_api_key=CreateApiKey(verify_token, step_up, ports.api_keys, ports.identifiers, clock),
        list_api_keys=ListApiKeys(verify_token, ports.api_keys),
        revoke_api_key=RevokeApiKey(verify_token, ports.api_keys, clock),
        exchange_api_key=ExchangeApiKey(accounts, ports.api_keys, signer, config.sessions.access_lifetime, clock),
        close_account=CloseAccount(verify_token, accounts, sessions, ports.api_keys, step_up, config.closing, clock),
        list_closed_libraries=ListClosedLibraries(accounts, signer, ports.identifiers, config.closing, clock),
        erase_account=EraseAccount(accounts, signer, ports.hasher, ports.identifiers, config.closing, clock),
        grant_export=GrantExport(verify_token, signer, clock),
        exchange_export_grant=ExchangeExportGrant(accounts, standing, signer, config.sessions.access_lifetime, clock),
        grant_upload=GrantUpload(verify_token, signer, clock),
        check_upload_grant=CheckUploadGrant(standing, signer, clock),
        list_sign_in_ways=ListSignInWays(provider, config.door),
        list_own_sign_in_ways=ListOwnSignInWays(verify_token, links),
        start_provider_sign_in=start_provider,
        start_provider_link=StartProviderLink(verify_token, step_up, links, start_provider),
        finish_provider_sign_in=FinishProviderSignIn(
            provider, flows, links, accounts, config.joining, start_session, ports.identifiers, clock
        ),
        unlink_provider=UnlinkProvider(verify_token, step_up, links),
        list_verification_keys=ListVerificationKeys(signer),
    )
