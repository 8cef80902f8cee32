"""Accounts, sessions, keys and their history as the schemas of answers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from momento_ingest.adapters.inbound.http.accounts import account_schemas
from momento_ingest.adapters.inbound.http.accounts.activity_schemas import ActivityEventReply, ActivityReply
from momento_ingest.adapters.inbound.http.conversion import converted

if TYPE_CHECKING:
    from momento_ingest.application.audit.list_activity import ActivityPage
    from momento_ingest.application.ports.identity import ApiKey, ListedSession, User
    from momento_ingest.application.ports.provider_sign_in import OwnSignInMethods
    from momento_ingest.domain.audit.event import ActivityEvent


def user_reply(user: User) -> account_schemas.UserReply:
    """A person."""
    return account_schemas.UserReply(user.user_id.value, user.email, user.display_name, user.role)


def own_methods_reply(ways: OwnSignInMethods) -> account_schemas.OwnSignInMethodsReply:
    """How somebody can sign in to their account."""
    link = None
    if ways.linked_email is not None and ways.linked_at is not None:
        link = account_schemas.ProviderLinkReply(ways.linked_email, ways.linked_at)
    return account_schemas.OwnSignInMethodsReply(ways.has_password, link)


def sessions_reply(sessions: list[ListedSession]) -> account_schemas.SessionsReply:
    """Where somebody is signed in."""
    return account_schemas.SessionsReply([converted(it, account_schemas.ListedSessionReply) for it in sessions])


def api_key_reply(key: ApiKey) -> account_schemas.ApiKeyReply:
    """A key for scripts."""
    return converted(key, account_schemas.ApiKeyReply)


def activity_reply(page: ActivityPage) -> ActivityReply:
    """A page of a history."""
    return ActivityReply([_event(event) for event in page.events], page.next_cursor)


def _event(event: ActivityEvent) -> ActivityEventReply:
    known = {name: value for name, value in dataclasses.asdict(event).items() if value}
    if event.changed:
        known["changed"] = event.changed.replace("own_tags", "tags").split(",")
    return ActivityEventReply(**known)
