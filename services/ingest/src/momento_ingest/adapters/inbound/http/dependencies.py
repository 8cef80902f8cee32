"""How routes name what is handed to them; nothing of it is input, so nothing of it is validated."""

from __future__ import annotations

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from momento_ingest.adapters.inbound.http.edge import Edge
from momento_ingest.application.ports.identity import Caller, Client

TheEdge = NamedDependency[SkipValidation[Edge]]
TheCaller = NamedDependency[SkipValidation[Caller]]
TheClient = NamedDependency[SkipValidation[Client]]
