"""How routes name what is handed to them; nothing of it is input, so nothing of it is validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from momento_ingest.adapters.inbound.http.app_context import Edge
from momento_ingest.application.ports.identity import Caller, Client

BEARER_SCHEME: Final = "bearer"
COOKIE_SCHEME: Final = "previewCookie"


def needs(*any_of: str) -> list[dict[str, list[str]]]:
    """What a route that asks for `TheCaller` declares: that it needs a token with one of these scopes."""
    return [{BEARER_SCHEME: [scope]} for scope in any_of]


def needs_for_previews(*any_of: str) -> list[dict[str, list[str]]]:
    """What a route declares that takes the cookie for previews in place of a token with one of these scopes."""
    return [*needs(*any_of), {COOKIE_SCHEME: []}]


def takes_cookie(security: Sequence[Mapping[str, Sequence[str]]]) -> bool:
    """Whether a route has declared that it takes the cookie for previews."""
    return any(COOKIE_SCHEME in way for way in security)


def scopes(security: Sequence[Mapping[str, Sequence[str]]] | None) -> list[str]:
    """The scopes that a route has declared by `needs`."""
    return [scope for way in security or () for scope in way.get(BEARER_SCHEME, ())]


InjectedContext = NamedDependency[SkipValidation[Edge]]
TheCaller = NamedDependency[SkipValidation[Caller]]
TheClient = NamedDependency[SkipValidation[Client]]
