"""The tables as queries see them; `migrations/` is how they come to be, and a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, also where the database drops the time zone, as SQLite does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """To the database; refuses a moment without time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """From the database."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()

accounts = Table(
    "accounts",
    metadata,
    Column("user_id", String(26), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("email_folded", String(762), nullable=False, unique=True),
    Column("display_name", String(100), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, index=True),
    Column("erased_at", UtcDateTime),
    Column("role", String(20), nullable=False, server_default="member"),
    Column("disabled_at", UtcDateTime),
    Column("quota_bytes", BigInteger),
    Column("last_sign_in_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(26), primary_key=True),
    Column("user_id", String(26), ForeignKey("accounts.user_id"), nullable=False, index=True),
    Column("client_address", String(64), nullable=False),
    Column("user_agent", String(256), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("last_used_at", UtcDateTime, nullable=False),
    Column("family_digest", LargeBinary(32), nullable=False),
    Column("token_digest", LargeBinary(32), nullable=False),
    Column("previous_digest", LargeBinary(32)),
    Column("successor_nonce", String(43)),
    Column("renewed_by", LargeBinary(32)),
    Column("repeated", Boolean, nullable=False, server_default=false()),
    Column("ended_at", UtcDateTime, index=True),
    Column("end_reason", String(20)),
    Column("proved_at", UtcDateTime),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(26), primary_key=True),
    Column("user_id", String(26), ForeignKey("accounts.user_id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime, index=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("email", String(254)),
    Column("role", String(20), nullable=False, server_default="member"),
    Column("is_setup", Boolean, nullable=False, server_default=false()),
    Column("invited_by", String(26)),
)

password_resets = Table(
    "password_resets",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("user_id", String(26), ForeignKey("accounts.user_id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("used_at", UtcDateTime),
)

letters = Table(
    "letters",
    metadata,
    Column("letter_id", String(26), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
)

totps = Table(
    "totps",
    metadata,
    Column("user_id", String(26), ForeignKey("accounts.user_id"), primary_key=True),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    Column("last_step", BigInteger, nullable=False),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("passkey_id", String(26), primary_key=True),
    Column("user_id", String(26), ForeignKey("accounts.user_id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("credential_id", LargeBinary(1023), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", String(26), ForeignKey("accounts.user_id"), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
)

challenges = Table(
    "challenges",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("user_id", String(26), ForeignKey("accounts.user_id"), index=True),
    Column("session_id", String(26)),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("tries_left", Integer, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("user_id", String(26), primary_key=True),
    Column("event_id", String(26), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("event", String(40), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("session_id", String(26)),
    Column("client_address", String(64), nullable=False),
    Column("reason", String(64), nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("key_id", String(64), primary_key=True),
    Column("generation", Integer, nullable=False, unique=True),
    Column("public_jwk", Text, nullable=False),
    Column("sealed_private", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

provider_links = Table(
    "provider_links",
    metadata,
    Column("issuer", String(2048), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user_id", String(26), ForeignKey("accounts.user_id"), nullable=False, unique=True),
    Column("email", String(254), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
)

provider_flows = Table(
    "provider_flows",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("user_id", String(26), ForeignKey("accounts.user_id")),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("forgotten_at", UtcDateTime, nullable=False, index=True),
)

known_places = Table(
    "known_places",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("known_until", UtcDateTime, nullable=False, index=True),
    Column("account", String(64), index=True),
)
