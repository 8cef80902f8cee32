"""Puts auth together: every object is made here, by hand, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.auth.v1 import administration_pb2_grpc, auth_pb2_grpc
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.lifecycle import Readiness
from momento_chassis.telemetry import observed

from momento_auth.adapters.inbound.background.postman import Postman
from momento_auth.adapters.inbound.grpc.administration_servicer import AdministrationServicer, AdministrationUseCases
from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
from momento_auth.adapters.inbound.grpc.callers import ADMINISTRATION_NAME, CALLERS, SERVICE_NAME
from momento_auth.adapters.inbound.grpc.errors import ERRORS
from momento_auth.adapters.inbound.grpc.servicer import AuthServicer, UseCases
from momento_auth.adapters.outbound.argon2.password_hasher import Argon2PasswordHasher
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.ed25519.token_signer import Ed25519TokenSigner
from momento_auth.adapters.outbound.smtp.mailer import SmtpMailer
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.activity import SqlActivity
from momento_auth.adapters.outbound.sql.api_keys import SqlApiKeys
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.invitations import SqlInvitations
from momento_auth.adapters.outbound.sql.outbox import SqlOutbox
from momento_auth.adapters.outbound.sql.password_resets import SqlPasswordResets
from momento_auth.adapters.outbound.sql.schema import migrate
from momento_auth.adapters.outbound.sql.sessions import SqlSessions
from momento_auth.adapters.outbound.sql.signing_keys import SqlSigningKeys
from momento_auth.adapters.outbound.sql.throttle import SqlThrottle
from momento_auth.adapters.outbound.system.clock import SystemClock
from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.adapters.outbound.zxcvbn.common_passwords import common_passwords
from momento_auth.application.administer_accounts import ChangeAccount, GiveNewStart, ListAccounts
from momento_auth.application.api_keys import CreateApiKey, ListApiKeys, RevokeApiKey
from momento_auth.application.change_password import ChangePassword
from momento_auth.application.check_upload_grant import CheckUploadGrant
from momento_auth.application.correspondence import Correspondence
from momento_auth.application.deliver_letters import DeliverLetters
from momento_auth.application.end_sessions import EndOtherSessions, EndSession
from momento_auth.application.exchange_api_key import ExchangeApiKey
from momento_auth.application.grant_upload import GrantUpload
from momento_auth.application.invite_people import CreateInvitation, ListInvitations, RevokeInvitation
from momento_auth.application.list_activity import ListActivity
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
from momento_auth.domain.password import PasswordRules
from momento_auth.domain.registration import registration_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.activity import Activity
    from momento_auth.application.ports.api_keys import ApiKeys
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.invitations import Invitations
    from momento_auth.application.ports.outbox import Outbox
    from momento_auth.application.ports.password_hasher import PasswordHasher
    from momento_auth.application.ports.password_resets import PasswordResets
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.config import AuthConfig
    from momento_auth.domain.public_address import PublicAddress


@dataclass(frozen=True, slots=True)
class AuthService:
    """The service, ready to be started."""

    server: GrpcServer
    readiness: Readiness
    database: Database
    postman: Postman


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the use cases stand on; tests put fakes here."""

    accounts: Accounts
    sessions: Sessions
    api_keys: ApiKeys
    activity: Activity
    invitations: Invitations
    resets: PasswordResets
    outbox: Outbox
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
        resets=observed(SqlPasswordResets(database), "password_resets"),
        outbox=observed(SqlOutbox(database, Seal(config.sealing_key_bytes)), "outbox"),
        throttle=observed(SqlThrottle(database), "throttle"),
        hasher=observed(Argon2PasswordHasher(config.argon2.parameters), "password_hasher"),
        signer=observed(Ed25519TokenSigner(keys, clock), "token_signer"),
        identifiers=SystemIdentifiers(),
        clock=clock,
    )
    trail = AuditTrail(ports.activity, ports.identifiers, clock, config.activity_kept_for)
    postman, desk = Postman(), Desk.of(ports, config)
    servicer = AuthServicer(wire(ports, config, desk, postman.pass_on), trail)
    administration = AdministrationServicer(wire_administration(ports, desk), trail)
    mailer = _mailer(config)
    if mailer:
        links = MailResetLink(ports.accounts, desk.links, desk.correspondence)
        postman.start(links, DeliverLetters(ports.outbox, observed(mailer, "mailer"), clock))

    def register(server: grpc.Server) -> None:
        auth_pb2_grpc.add_AuthServiceServicer_to_server(servicer, server)
        administration_pb2_grpc.add_AdministrationServiceServicer_to_server(administration, server)

    options = ServerOptions(config.listen, config.tls, CALLERS, ERRORS, [SERVICE_NAME, ADMINISTRATION_NAME])
    readiness = Readiness({"database": database.check})
    return AuthService(GrpcServer(options, register), readiness, database, postman)


def _mailer(config: AuthConfig) -> SmtpMailer | None:
    server = config.mail.server
    return SmtpMailer(server, config.mail.sender, config.mail.authority_file) if server else None


@dataclass(frozen=True, slots=True)
class Desk:
    """What use cases of several kinds share."""

    verify_token: VerifyToken
    standing: StandingSessions
    correspondence: Correspondence
    links: ResetLinks
    address: PublicAddress

    @classmethod
    def of(cls, ports: Ports, config: AuthConfig) -> Desk:
        """The same on the given ports."""
        standing = StandingSessions(ports.sessions, ports.api_keys, config.sessions.limits)
        return cls(
            VerifyToken(ports.accounts, standing, ports.signer, ports.clock),
            standing,
            Correspondence(ports.outbox, ports.clock, sends_mail=config.mail.server is not None),
            ResetLinks(ports.resets, ports.identifiers, config.public_address, ports.clock),
            config.public_address,
        )


def key_ring(config: AuthConfig, database: Database, clock: Clock) -> KeyRing:
    """The signing keys; raises as `bootstrap` does."""
    return KeyRing(SqlSigningKeys(database), Seal(config.sealing_key_bytes), config.keys.schedule, clock)


def wire_administration(ports: Ports, desk: Desk) -> AdministrationUseCases:
    """What administrators may do, on the given ports."""
    verify_token, accounts, sessions, clock = desk.verify_token, ports.accounts, ports.sessions, ports.clock
    return AdministrationUseCases(
        list_accounts=ListAccounts(verify_token, accounts),
        change_account=ChangeAccount(verify_token, accounts, sessions, ports.api_keys, ports.resets, clock),
        give_new_start=GiveNewStart(verify_token, accounts, sessions, desk.links, desk.correspondence, clock),
        list_invitations=ListInvitations(verify_token, ports.invitations, clock),
        create_invitation=CreateInvitation(
            verify_token, accounts, ports.invitations, desk.correspondence, ports.identifiers, desk.address, clock
        ),
        revoke_invitation=RevokeInvitation(verify_token, ports.invitations, clock),
    )


def wire(ports: Ports, config: AuthConfig, desk: Desk, pass_on: Callable[[str], None]) -> UseCases:
    """The use cases on the given ports; `pass_on` has a wish for a new password answered later."""
    accounts, sessions, signer, clock = ports.accounts, ports.sessions, ports.signer, ports.clock
    limits = config.sessions.limits
    issuer = TokenIssuer(signer, limits, config.sessions.access_lifetime)
    rules, guard = PasswordRules(common_passwords()), SignInGuard(ports.throttle)
    step_up = StepUp(ports.hasher, ports.throttle, clock)
    standing, verify_token, letters = desk.standing, desk.verify_token, desk.correspondence
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
        sign_in=SignIn(accounts, sessions, ports.hasher, guard, issuer, limits, letters, ports.identifiers, clock),
        renew_session=RenewSession(accounts, sessions, issuer, limits, ports.identifiers, clock),
        sign_out=SignOut(sessions, limits, clock),
        verify_token=verify_token,
        list_activity=ListActivity(verify_token, ports.activity),
        list_sessions=ListSessions(verify_token, sessions, limits, clock),
        end_session=EndSession(verify_token, sessions, clock),
        end_other_sessions=EndOtherSessions(verify_token, sessions, clock),
        list_ended_sessions=ListEndedSessions(sessions, ports.api_keys, config.sessions.access_lifetime, clock),
        change_password=ChangePassword(verify_token, accounts, sessions, ports.hasher, rules, step_up, letters, clock),
        ask_for_reset=AskForReset(letters, ports.throttle, pass_on, clock),
        reset_password=ResetPassword(accounts, sessions, ports.resets, ports.hasher, rules, letters, clock),
        create_api_key=CreateApiKey(verify_token, step_up, ports.api_keys, ports.identifiers, clock),
        list_api_keys=ListApiKeys(verify_token, ports.api_keys),
        revoke_api_key=RevokeApiKey(verify_token, ports.api_keys, clock),
        exchange_api_key=ExchangeApiKey(accounts, ports.api_keys, signer, config.sessions.access_lifetime, clock),
        grant_upload=GrantUpload(verify_token, signer, clock),
        check_upload_grant=CheckUploadGrant(standing, signer, clock),
        list_verification_keys=ListVerificationKeys(signer),
    )
