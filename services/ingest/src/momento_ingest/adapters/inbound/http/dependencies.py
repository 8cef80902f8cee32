"""How routes name what is handed to them; nothing of it is input, so nothing of it is validated."""

from __future__ import annotations

from typing import Final

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from momento_ingest.adapters.inbound.http.edge import Edge
from momento_ingest.application.ports.identity import Caller, Client

BEARER: Final = [{"bearer": list[str]()}]
"""What a route that asks for `TheCaller` declares in the OpenAPI document."""

TheEdge = NamedDependency[SkipValidation[Edge]]
TheCaller = NamedDependency[SkipValidation[Caller]]
TheClient = NamedDependency[SkipValidation[Client]]
