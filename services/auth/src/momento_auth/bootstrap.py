"""Puts auth together: its adapters, and the servers in front of its use cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.auth.v1 import administration_pb2_grpc, auth_pb2_grpc, factors_pb2_grpc
from momento_chassis.clock import SystemClock
from momento_chassis.config import ConfigurationError
from momento_chassis.grpc.server import GrpcServer, ServerOptions
from momento_chassis.lifecycle import Readiness
from momento_chassis.telemetry import observed

from momento_auth.adapters.inbound.background.email_worker import EmailWorker
from momento_auth.adapters.inbound.grpc.administration.servicer import AdministrationServicer
from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
from momento_auth.adapters.inbound.grpc.errors import ERRORS
from momento_auth.adapters.inbound.grpc.mfa.servicer import FactorServicer
from momento_auth.adapters.inbound.grpc.service_authorization import CALLERS, SERVICE_NAMES
from momento_auth.adapters.inbound.grpc.servicer import AuthServicer
from momento_auth.adapters.outbound.argon2.password_hasher import Argon2PasswordHasher
from momento_auth.adapters.outbound.breaches.breached_passwords import FileBreachedPasswords
from momento_auth.adapters.outbound.ed25519.key_ring import KeyRing
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.ed25519.token_signer import Ed25519TokenSigner
from momento_auth.adapters.outbound.memory.admission import MemoryAdmission
from momento_auth.adapters.outbound.oidc.bounded_transport import BoundedTransport
from momento_auth.adapters.outbound.oidc.identity_provider import OidcIdentityProvider
from momento_auth.adapters.outbound.pyotp.one_time_codes import PyotpOneTimeCodes
from momento_auth.adapters.outbound.smtp.mailer import SmtpMailer
from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.activity import SqlActivity
from momento_auth.adapters.outbound.sql.api_keys import SqlApiKeys
from momento_auth.adapters.outbound.sql.challenges import SqlChallenges
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.invitations import SqlInvitations
from momento_auth.adapters.outbound.sql.outbox import SqlOutbox
from momento_auth.adapters.outbound.sql.passkeys import SqlPasskeys
from momento_auth.adapters.outbound.sql.password_resets import SqlPasswordResets
from momento_auth.adapters.outbound.sql.provider_flows import SqlProviderFlows
from momento_auth.adapters.outbound.sql.provider_links import SqlProviderLinks
from momento_auth.adapters.outbound.sql.recovery_codes import SqlRecoveryCodes
from momento_auth.adapters.outbound.sql.schema import migrate
from momento_auth.adapters.outbound.sql.sessions import SqlSessions
from momento_auth.adapters.outbound.sql.signing_keys import SqlSigningKeys
from momento_auth.adapters.outbound.sql.throttle import SqlThrottle
from momento_auth.adapters.outbound.sql.totps import SqlTotps
from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.adapters.outbound.webauthn.passkey_ceremonies import WebauthnPasskeyCeremonies
from momento_auth.application.accounts.reset_password import EmailResetLink
from momento_auth.application.email.deliver import DeliverEmails
from momento_auth.application.mfa.stores import FactorStores
from momento_auth.wiring import Ports, share, wire, wire_administration, wire_factors

if TYPE_CHECKING:
    import grpc

    from momento_auth.application.ports.breached_passwords import BreachedPasswords
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identity_provider import IdentityProvider
    from momento_auth.config import AuthConfig


@dataclass(frozen=True, slots=True)
class AuthService:
    """The service, ready to be started."""

    server: GrpcServer
    readiness: Readiness
    database: Database
    email_worker: EmailWorker


def bootstrap(config: AuthConfig, clock: Clock | None = None) -> AuthService:
    """Makes the service; brings the database to the right schema and reads the signing keys on the way.

    Raises:
        StoreUnavailable: the database does not answer.
        SealBroken: the sealing key is not the one that the signing keys were sealed with.
        ConfigurationError: the list of breached passwords is none.
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
        factors=FactorStores(
            totps=observed(SqlTotps(database), "totps"),
            passkeys=observed(SqlPasskeys(database), "passkeys"),
            recovery_codes=observed(SqlRecoveryCodes(database), "recovery_codes"),
            challenges=observed(SqlChallenges(database), "challenges"),
        ),
        codes=PyotpOneTimeCodes(),
        ceremonies=observed(WebauthnPasskeyCeremonies(config.public_url), "passkey_ceremonies"),
        sealing=Seal(config.sealing_key_bytes),
        resets=observed(SqlPasswordResets(database), "password_resets"),
        outbox=observed(SqlOutbox(database, Seal(config.sealing_key_bytes)), "outbox"),
        throttle=observed(SqlThrottle(database), "throttle"),
        admission=MemoryAdmission(),
        hasher=observed(Argon2PasswordHasher(config.passwords.parameters), "password_hasher"),
        breached=_breached(config),
        signer=observed(Ed25519TokenSigner(keys, clock), "token_signer"),
        identifiers=SystemIdentifiers(),
        clock=clock,
    )
    trail = AuditTrail(ports.activity, ports.identifiers, clock, config.activity_kept_for)
    shared, email_worker = share(ports, config), EmailWorker()
    servicer = AuthServicer(wire(shared, email_worker.pass_on), trail)
    factors = FactorServicer(wire_factors(shared), trail)
    administration = AdministrationServicer(wire_administration(shared), trail)
    mailer = _mailer(config)
    if mailer:
        links = EmailResetLink(ports.accounts, shared.reset_links, shared.email_composer)
        email_worker.start(links, DeliverEmails(ports.outbox, observed(mailer, "mailer"), clock))

    def register(server: grpc.Server) -> None:
        auth_pb2_grpc.add_AuthServiceServicer_to_server(servicer, server)
        factors_pb2_grpc.add_FactorServiceServicer_to_server(factors, server)
        administration_pb2_grpc.add_AdministrationServiceServicer_to_server(administration, server)

    options = ServerOptions(config.listen, config.tls, CALLERS, ERRORS, SERVICE_NAMES)
    readiness = Readiness({"database": database.check})
    return AuthService(GrpcServer(options, register), readiness, database, email_worker)


def _breached(config: AuthConfig) -> BreachedPasswords:
    path = config.passwords.breached
    try:
        return FileBreachedPasswords(path) if path else frozenset()
    except ValueError as problem:
        raise ConfigurationError(f"configuration: MOMENTO_AUTH_BREACHED_PASSWORDS: {problem}") from problem


def _mailer(config: AuthConfig) -> SmtpMailer | None:
    server = config.mail.server
    return SmtpMailer(server, config.mail.sender, config.mail.authority_file) if server else None


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
