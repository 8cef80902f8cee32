"""Values of the domain as messages of `auth.proto`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from google.protobuf.timestamp_pb2 import Timestamp
from momento.activity.v1 import activity_pb2
from momento.auth.v1 import auth_pb2

if TYPE_CHECKING:
    from momento_auth.application.accounts.sign_in_methods import OwnSignInMethods, SignInMethods
    from momento_auth.application.sessions.issue_tokens import SessionTokens
    from momento_auth.application.sessions.list_sessions import ListedSession
    from momento_auth.application.sessions.verify_token import Verified
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.api_keys.api_key import ApiKey
    from momento_auth.domain.audit.event import AccountEvent
    from momento_auth.domain.tokens.token import VerificationKey


def account_message(account: Account) -> auth_pb2.Account:
    """What others may see of an account."""
    return auth_pb2.Account(
        user_id=str(account.user_id),
        email=account.email.as_typed,
        display_name=account.display_name.text,
        created_at=moment_message(account.created_at),
        role=account.role.value,
    )


def tokens_message(tokens: SessionTokens) -> auth_pb2.SessionTokens:
    """A pair of tokens."""
    return auth_pb2.SessionTokens(
        access_token=tokens.access_token,
        access_expires_at=moment_message(tokens.access_expires_at),
        refresh_token=tokens.refresh_token,
        refresh_expires_at=moment_message(tokens.refresh_expires_at),
    )


def session_message(listed: ListedSession) -> auth_pb2.Session:
    """A session in the list of its owner."""
    session = listed.session
    return auth_pb2.Session(
        session_id=str(session.session_id),
        created_at=moment_message(session.created_at),
        last_used_at=moment_message(session.last_used_at),
        expires_at=moment_message(listed.expires_at),
        client_address=session.client.address,
        user_agent=session.client.user_agent,
        current=listed.is_current,
    )


def verified_message(verified: Verified) -> auth_pb2.VerifyTokenResponse:
    """Who is behind a token."""
    claims = verified.claims
    return auth_pb2.VerifyTokenResponse(
        user_id=str(claims.user_id),
        session_id=str(claims.session_id),
        expires_at=moment_message(claims.expires_at),
        account=account_message(verified.account),
        scopes=sorted(claims.scopes),
        quota_bytes=verified.account.quota.size_bytes,
    )


def api_key_message(key: ApiKey) -> auth_pb2.ApiKey:
    """A key for scripts, without anything that could be used."""
    return auth_pb2.ApiKey(
        key_id=str(key.key_id),
        name=key.name.text,
        scopes=sorted(key.scopes),
        created_at=moment_message(key.created_at),
        expires_at=moment_message(key.expires_at),
        last_used_at=moment_message(key.last_used_at) if key.last_used_at else None,
    )


def key_message(key: VerificationKey) -> auth_pb2.VerificationKey:
    """A public key."""
    return auth_pb2.VerificationKey(key_id=key.key_id, jwk=key.jwk)


def methods_message(ways: SignInMethods) -> auth_pb2.ListSignInWaysResponse:
    """How one can sign in here."""
    return auth_pb2.ListSignInWaysResponse(registration=ways.registration, provider_name=ways.provider_name)


def own_methods_message(ways: OwnSignInMethods) -> auth_pb2.ListOwnSignInWaysResponse:
    """How the owner of an account can sign in."""
    reported = auth_pb2.ListOwnSignInWaysResponse(has_password=ways.has_password)
    if ways.link is not None:
        reported.provider_link.email = ways.link.email.as_typed
        reported.provider_link.linked_at.FromDatetime(ways.link.linked_at)
    return reported


def event_message(event: AccountEvent) -> activity_pb2.ActivityEvent:
    """An event."""
    return activity_pb2.ActivityEvent(
        event_id=str(event.event_id),
        occurred_at=moment_message(event.at),
        event=event.event,
        outcome=event.outcome,
        reason=event.reason,
        session_id=str(event.session_id) if event.session_id else "",
        client_address=event.client_address,
    )


def moment_of(message: Timestamp) -> datetime:
    """The moment, or the last one that there is for one beyond it, which every rule refuses."""
    try:
        return message.ToDatetime(UTC)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)


def moment_message(moment: datetime) -> Timestamp:
    """A moment."""
    message = Timestamp()
    message.FromDatetime(moment)
    return message
