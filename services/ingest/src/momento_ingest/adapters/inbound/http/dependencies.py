"""How routes name what is handed to them; nothing of it is input, so nothing of it is validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from momento_ingest.adapters.inbound.http.edge import Edge
from momento_ingest.application.ports.identity import Caller, Client

_SCHEME: Final = "bearer"


def needs(*any_of: str) -> list[dict[str, list[str]]]:
    """What a route that asks for `TheCaller` declares: that it needs a token with one of these scopes."""
    return [{_SCHEME: [scope]} for scope in any_of]


def scopes(security: Sequence[Mapping[str, Sequence[str]]] | None) -> list[str]:
    """The scopes that a route has declared by `needs`."""
    return [scope for way in security or () for scope in way.get(_SCHEME, ())]


TheEdge = NamedDependency[SkipValidation[Edge]]
TheCaller = NamedDependency[SkipValidation[Caller]]
TheClient = NamedDependency[SkipValidation[Client]]
