"""What the API says and hears of accounts, sessions and keys for scripts; see `schemas`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from momento_ingest.adapters.inbound.http.schemas import Reply, Request


class UserReply(Reply):
    """A person with an account; `role` is `member` or `administrator`."""

    user_id: str
    email: str
    display_name: str
    role: str


class AccountReply(Reply):
    """An account."""

    user: UserReply


class UsageReply(Reply):
    """What the account has stored, the trash included; `quotaBytes` is absent where there is no limit."""

    media_count: int
    bytes: int
    quota_bytes: int | None = None


class ProviderLinkReply(Reply):
    """The address that somebody had at the provider when they connected their account."""

    email: str
    linked_at: datetime


class OwnSignInMethodsReply(Reply, omit_defaults=False):
    """How the caller can sign in; `provider` is null where the account is not connected to one."""

    has_password: bool
    provider: ProviderLinkReply | None


class SignInMethodsReply(Reply, omit_defaults=False):
    """How one can sign in; `registration` is open, invited or closed, `provider` a name, or null for none."""

    registration: str
    provider: str | None


class ProviderAddressReply(Reply):
    """Where to send the browser."""

    address: str


class SessionReply(Reply):
    """A session; `expiresIn` in seconds. The refresh token is in a cookie that scripts cannot read."""

    access_token: str
    token_type: str
    expires_in: int
    user: UserReply


class ListedSessionReply(Reply, omit_defaults=False):
    """A session that stands; `userAgent` is what the program called itself, `current` marks the one that asks."""

    session_id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    current: bool


class SessionsReply(Reply, omit_defaults=False):
    """Where the caller is signed in, the last used first."""

    sessions: list[ListedSessionReply]


class EndedSessionsReply(Reply, omit_defaults=False):
    """How many sessions were ended."""

    ended: int


class ApiKeyReply(Reply):
    """A key for scripts, without the key itself; `lastUsedAt` is to the minute, and absent while it never was."""

    key_id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None


class ApiKeysReply(Reply, omit_defaults=False):
    """The caller's keys, the newest first."""

    api_keys: list[ApiKeyReply]


class MadeApiKeyReply(Reply):
    """A new key; `secret` is what scripts send as their bearer token, and nobody can tell it again."""

    api_key: ApiKeyReply
    secret: str


class RegisterRequest(Request):
    """A wish for an account; auth says what is wrong with any of it."""

    email: str
    password: str
    display_name: str
    invitation: str = ""


class SignInRequest(Request):
    """Proof of who somebody is."""

    email: str
    password: str
    reopen: bool = False


class CloseRequest(Request):
    """The present password."""

    password: str


class ClosedReply(Reply):
    """Until when signing in can reopen the account."""

    reopens_until: datetime


class OwnPasswordRequest(Request):
    """The present password, without which this must not happen."""

    password: str


class PasswordChangeRequest(Request):
    """The present password and the new one; auth says what is wrong with either.

    API keys end with the former password, which may have made them, unless `keepApiKeys` says otherwise.
    """

    password: str
    new_password: str
    keep_api_keys: bool = False


class ApiKeyRequest(Request):
    """A wish for a key, with the password that allows it; auth says what is wrong with any of it."""

    name: str
    scopes: Annotated[list[str], Meta(max_length=10)]
    expires_at: Annotated[datetime, Meta(tz=True)]
    password: str


class ResetWishRequest(Request):
    """Whose password is forgotten."""

    email: Annotated[str, Meta(max_length=254)]


class NewPasswordRequest(Request):
    """The text of a link and the new password; auth says what is wrong with either."""

    reset: str
    new_password: str
