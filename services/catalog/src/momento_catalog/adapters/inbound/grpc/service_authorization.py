"""Which services may call: the public edge and no other."""

from __future__ import annotations

from typing import Final

from momento.catalog.v1 import catalog_pb2

_SERVICE: Final = catalog_pb2.DESCRIPTOR.services_by_name["CatalogService"]
SERVICE_NAME: Final = _SERVICE.full_name
CALLERS: Final = {f"/{SERVICE_NAME}/{method.name}": frozenset({"ingest"}) for method in _SERVICE.methods}
