"""How routes name what is handed to them; nothing of it is input, so nothing of it is validated."""

from __future__ import annotations

from typing import Annotated

from litestar.params import Dependency

from momento_ingest.adapters.inbound.http.edge import Edge
from momento_ingest.application.ports.identity import Caller, Client

TheEdge = Annotated[Edge, Dependency(skip_validation=True)]
TheCaller = Annotated[Caller, Dependency(skip_validation=True)]
TheClient = Annotated[Client, Dependency(skip_validation=True)]
