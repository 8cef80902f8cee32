"""What a token may be used for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from momento_auth.domain.tokens.errors import ScopesInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from momento_auth.domain.accounts.account import Account


class Scope(StrEnum):
    """One permission; each route of the edge and each call of catalog names the one that it needs."""

    MEDIA_READ = "media:read"
    MEDIA_WRITE = "media:write"
    ACCOUNT_READ = "account:read"
    ACCOUNT_MANAGE = "account:manage"
    MEDIA_PURGE = "media:purge"
    ACCOUNTS_ADMINISTER = "accounts:administer"


SESSION_SCOPES: Final = frozenset(Scope) - {Scope.MEDIA_PURGE, Scope.ACCOUNTS_ADMINISTER}
"""Who has signed in may do everything with their own account."""
KEY_SCOPES: Final = SESSION_SCOPES - {Scope.ACCOUNT_MANAGE}
"""A key that could make keys, or end sessions, could never be got rid of."""


def session_scopes(account: Account) -> frozenset[Scope]:
    """What a session of the account may do: an administrator's may look after accounts besides, and no key ever may."""
    return SESSION_SCOPES | {Scope.ACCOUNTS_ADMINISTER} if account.administers else SESSION_SCOPES


def key_scopes(texts: Iterable[str]) -> frozenset[Scope]:
    """The scopes of a new API key.

    Raises:
        ScopesInvalid: there is none, or one that a key cannot have.
    """
    asked = frozenset(texts)
    if not asked or not asked <= {scope.value for scope in KEY_SCOPES}:
        raise ScopesInvalid(f"A key has one or more of the scopes {', '.join(sorted(KEY_SCOPES))}; choose from these.")
    return frozenset(map(Scope, asked))
