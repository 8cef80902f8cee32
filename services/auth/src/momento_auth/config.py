"""Every environment variable that auth reads."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta

from momento_chassis.config import MeshTls, Secret, setting
from momento_chassis.parsers import one_of, origin, secret_key, whole_number

from momento_auth.domain.accounts.deletion import AccountDeletionPolicy
from momento_auth.domain.accounts.public_address import PublicAddress
from momento_auth.domain.accounts.registration import Registration
from momento_auth.domain.sso.provider import JoiningRules
from momento_auth.settings.keys import KeySettings
from momento_auth.settings.mail import MailSettings
from momento_auth.settings.passwords import PasswordSettings
from momento_auth.settings.provider import ProviderConfig
from momento_auth.settings.sessions import SessionSettings


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
        "who may create an account: everybody (open), invited people (invited), nobody (closed)",
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
    deletion_grace_days: int = setting(
        "MOMENTO_AUTH_DELETION_GRACE_DAYS",
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
    passwords: PasswordSettings = field(default_factory=PasswordSettings)
    provider: ProviderConfig = field(default_factory=ProviderConfig)
    tls: MeshTls

    @property
    def door(self) -> Registration:
        """Who may make an account."""
        return Registration(self.registration)

    @property
    def joining(self) -> JoiningRules:
        """Who may make an account by coming from the provider."""
        return JoiningRules(self.door, self.provider.everybody_may_join, self.provider.allowed_domains)

    @property
    def closing(self) -> AccountDeletionPolicy:
        """How long the owner of a closed account may think again."""
        return AccountDeletionPolicy(timedelta(days=self.deletion_grace_days))

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
