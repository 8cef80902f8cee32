"""Every environment variable that auth reads."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from momento_chassis.config import ConfigurationError, MeshTls, Secret, setting
from momento_chassis.parsers import one_of, origin, secret_key, whole_number

from momento_auth.adapters.outbound.argon2.password_hasher import Argon2Parameters
from momento_auth.adapters.outbound.oidc.identity_provider import ProviderSettings
from momento_auth.adapters.outbound.oidc.secure_address import secure_address
from momento_auth.adapters.outbound.smtp.mailer import sender
from momento_auth.adapters.outbound.smtp.server import MailServer
from momento_auth.domain.closing import ClosingPolicy
from momento_auth.domain.key_schedule import KeySchedule
from momento_auth.domain.provider import JoiningRules
from momento_auth.domain.public_address import PublicAddress
from momento_auth.domain.registration import Registration
from momento_auth.domain.session import SessionLimits

_DAY = 86_400
_BY_REGISTRATION, _ALWAYS = "registration", "always"


def _domains(text: str) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in text.split(",") if word.strip())


def _mail_server(text: str) -> Secret | None:
    if not text:
        return None
    MailServer.parse(text)
    return Secret(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """How long tokens and sessions last."""

    access_token_seconds: int = setting(
        "MOMENTO_AUTH_ACCESS_TOKEN_SECONDS",
        "seconds an access token is valid",
        default=600,
        parse=whole_number(60, 3600),
    )
    idle_seconds: int = setting(
        "MOMENTO_AUTH_SESSION_IDLE_SECONDS",
        "seconds after which a session that is not renewed expires",
        default=30 * _DAY,
        parse=whole_number(600, 365 * _DAY),
    )
    absolute_seconds: int = setting(
        "MOMENTO_AUTH_SESSION_ABSOLUTE_SECONDS",
        "seconds after which a session expires in any case",
        default=90 * _DAY,
        parse=whole_number(600, 365 * _DAY),
    )
    grace_seconds: int = setting(
        "MOMENTO_AUTH_REFRESH_GRACE_SECONDS",
        "seconds in which the token just spent is refused without ending its session; 0 is strict",
        default=0,
        parse=whole_number(0, 60),
    )

    @property
    def access_lifetime(self) -> timedelta:
        """How long an access token is valid."""
        return timedelta(seconds=self.access_token_seconds)

    @property
    def limits(self) -> SessionLimits:
        """The limits for the domain; an idle limit beyond the absolute one means the absolute one."""
        absolute = timedelta(seconds=self.absolute_seconds)
        idle = min(timedelta(seconds=self.idle_seconds), absolute)
        return SessionLimits(idle=idle, absolute=absolute, grace=timedelta(seconds=self.grace_seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Settings:
    """What a password hash costs; raised values reach old hashes at their owners' next sign-in."""

    memory_kibibytes: int = setting(
        "MOMENTO_AUTH_ARGON2_MEMORY_KIB",
        "memory of one password hash in KiB",
        default=19_456,
        parse=whole_number(7_168, 1_048_576),
    )
    iterations: int = setting(
        "MOMENTO_AUTH_ARGON2_ITERATIONS", "passes of a password hash", default=2, parse=whole_number(1, 20)
    )
    parallelism: int = setting(
        "MOMENTO_AUTH_ARGON2_PARALLELISM", "lanes of a password hash", default=1, parse=whole_number(1, 16)
    )

    @property
    def parameters(self) -> Argon2Parameters:
        """The same for the adapter."""
        return Argon2Parameters(
            memory_kibibytes=self.memory_kibibytes, iterations=self.iterations, parallelism=self.parallelism
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """How long signing keys last."""

    days: int = setting(
        "MOMENTO_AUTH_KEY_DAYS",
        "days after which a signing key is followed by a new one",
        default=90,
        parse=whole_number(1, 3650),
    )
    lead_seconds: int = setting(
        "MOMENTO_AUTH_KEY_LEAD_SECONDS",
        "seconds for which a new signing key is published before it signs; services read the keys every minute",
        default=600,
        parse=whole_number(1, 86_399),
    )

    @property
    def schedule(self) -> KeySchedule:
        """The same for the domain."""
        return KeySchedule(longest_age=timedelta(days=self.days), lead=timedelta(seconds=self.lead_seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConfig:
    """The organisation's provider (OpenID Connect); without an issuer there is none."""

    issuer: str = setting(
        "MOMENTO_AUTH_OIDC_ISSUER",
        "issuer of the provider, an https address exactly as it names itself; empty for no provider",
        default="",
        parse=secure_address,
    )
    client_id: str = setting("MOMENTO_AUTH_OIDC_CLIENT_ID", "what the provider calls this Momento", default="")
    client_secret: Secret | None = setting(
        "MOMENTO_AUTH_OIDC_CLIENT_SECRET", "the secret that it gave this Momento", default=None, parse=Secret
    )
    redirect_uri: str = setting(
        "MOMENTO_AUTH_OIDC_REDIRECT_URI",
        "where it sends people back to: the edge's public address with /api/v1/session/oidc/callback",
        default="",
        parse=secure_address,
    )
    name: str = setting("MOMENTO_AUTH_OIDC_NAME", "what people call the provider", default="your organisation")
    join: str = setting(
        "MOMENTO_AUTH_OIDC_JOIN",
        "who gets a new account by it: by the rule for all (registration), or everybody (always)",
        default=_BY_REGISTRATION,
        parse=one_of(_BY_REGISTRATION, _ALWAYS),
    )
    domains: str = setting(
        "MOMENTO_AUTH_OIDC_DOMAINS",
        "domains of addresses that may join or be connected, comma separated; empty for any",
        default="",
    )
    authority: Path | None = setting(
        "MOMENTO_AUTH_OIDC_AUTHORITY",
        "PEM file of the authorities that vouch for the provider; without one, those that the machine trusts",
        default=None,
        parse=Path,
    )

    @property
    def settings(self) -> ProviderSettings | None:
        """How we are known to the provider, or None when there is none.

        Raises:
            ConfigurationError: there is one, of which something else is missing.
        """
        if not self.issuer:
            return None
        if not self.client_id or not self.client_secret or not self.redirect_uri:
            raise ConfigurationError(
                "configuration: with MOMENTO_AUTH_OIDC_ISSUER set, set MOMENTO_AUTH_OIDC_CLIENT_ID, "
                "MOMENTO_AUTH_OIDC_CLIENT_SECRET and MOMENTO_AUTH_OIDC_REDIRECT_URI, too"
            )
        return ProviderSettings(
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=self.client_secret.reveal(),
            redirect_uri=self.redirect_uri,
            name=self.name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """How letters leave; without a server none does, and links are shown to administrators."""

    url: Secret | None = setting(
        "MOMENTO_AUTH_SMTP_URL",
        "mail server, smtp://user:password@host:port (STARTTLS) or smtps://…; without one no mail is sent",
        default=None,
        parse=_mail_server,
    )
    sender: str = setting(
        "MOMENTO_AUTH_SMTP_SENDER",
        "whom letters come from, Name <address> or an address",
        default="Momento <momento@localhost>",
        parse=sender,
    )
    authority: str = setting(
        "MOMENTO_AUTH_SMTP_AUTHORITY",
        "PEM file of the authority of the mail server's certificate; empty for the system's authorities",
        default="",
    )

    @property
    def server(self) -> MailServer | None:
        """The server, if there is one."""
        return MailServer.parse(self.url.reveal()) if self.url else None

    @property
    def authority_file(self) -> Path | None:
        """The file, if there is one."""
        return Path(self.authority) if self.authority else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthConfig:
    """The whole configuration."""

    listen: str = setting("MOMENTO_LISTEN", "host:port to answer calls at", default="127.0.0.1:7101")
    operations_listen: str = setting(
        "MOMENTO_OPERATIONS_LISTEN", "host:port for /livez and /readyz, never public; empty for none", default=""
    )
    database_url: Secret = setting(
        "MOMENTO_AUTH_DATABASE_URL",
        "SQLAlchemy address of the database, sqlite:////path/file or postgresql://user@host/name",
        parse=Secret,
    )
    sealing_key: Secret = setting(
        "MOMENTO_AUTH_SEALING_KEY",
        "base64 of 32 random bytes that encrypt the signing keys at rest",
        parse=secret_key(32),
    )
    registration: str = setting(
        "MOMENTO_AUTH_REGISTRATION",
        "who may make an account: everybody (open), whoever was invited (invited), nobody (closed)",
        default=Registration.INVITED.value,
        parse=one_of(*Registration),
    )
    registrations_per_hour: int = setting(
        "MOMENTO_AUTH_REGISTRATIONS_PER_HOUR",
        "accounts that may be asked for from one address in an hour before each has to wait",
        default=20,
        parse=whole_number(1, 1_000_000),
    )
    activity_days: int = setting(
        "MOMENTO_AUTH_ACTIVITY_DAYS",
        "days for which the history of an account is kept",
        default=400,
        parse=whole_number(1, 3650),
    )
    closing_days: int = setting(
        "MOMENTO_AUTH_CLOSING_DAYS",
        "days for which a closed account can be reopened, before its library is purged and its owner forgotten",
        default=30,
        parse=whole_number(0, 365),
    )
    public_url: str = setting(
        "MOMENTO_PUBLIC_URL",
        "where people reach Momento: links in letters and invitations lead there, passkeys are bound to its host name",
        default="https://localhost:8443",
        parse=origin,
    )
    mail: MailSettings = field(default_factory=MailSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    argon2: Argon2Settings = field(default_factory=Argon2Settings)
    provider: ProviderConfig = field(default_factory=ProviderConfig)
    tls: MeshTls

    @property
    def door(self) -> Registration:
        """Who may make an account."""
        return Registration(self.registration)

    @property
    def joining(self) -> JoiningRules:
        """Who may make an account by coming from the provider."""
        return JoiningRules(self.door, self.provider.join == _ALWAYS, _domains(self.provider.domains))

    @property
    def closing(self) -> ClosingPolicy:
        """How long the owner of a closed account may think again."""
        return ClosingPolicy(timedelta(days=self.closing_days))

    @property
    def public_address(self) -> PublicAddress:
        """Where people reach Momento."""
        return PublicAddress(self.public_url)

    @property
    def activity_kept_for(self) -> timedelta:
        """How long the history of an account is kept."""
        return timedelta(days=self.activity_days)

    @property
    def sealing_key_bytes(self) -> bytes:
        """The sealing key itself."""
        return base64.b64decode(self.sealing_key.reveal())
