"""Calls as ingest makes them, and what tests often ask."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc
from momento_chassis.grpc.credentials import bearer_metadata
from momento_chassis.grpc.errors import remote_error

from tests.unit.catalog.adapters.inbound.requests import record_request
from tests.unit.catalog.adapters.inbound.tokens import access, grant


class Client:
    """Calls as ingest does, for one user."""

    def __init__(self, stub: catalog_pb2_grpc.CatalogServiceStub, user_id: str) -> None:
        self._stub = stub
        self.user_id = user_id

    def call(self, method: str, request: Any, bearer: str | None = None) -> Any:
        metadata = bearer_metadata(access(self.user_id) if bearer is None else bearer)
        return getattr(self._stub, method)(request, metadata=metadata, timeout=10)

    def refusal(self, method: str, request: Any, bearer: str | None = None) -> tuple[str, str]:
        with pytest.raises(grpc.RpcError) as raised:
            self.call(method, request, bearer)
        error = remote_error(raised.value)
        return error.code.name, error.reason

    def record(self, **changes: Any) -> catalog_pb2.Media:
        request = record_request(**changes)
        media: catalog_pb2.Media = self.call("RecordMedia", request, grant(self.user_id, request.upload_id)).media
        return media


def happened(client: Client) -> list[tuple[str, str, str, str]]:
    events = client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    return [(event.event, event.outcome, event.reason, event.upload_id) for event in events]


def new_album(client: Client, title: str = "Italy") -> catalog_pb2.Album:
    album: catalog_pb2.Album = client.call("CreateAlbum", catalog_pb2.CreateAlbumRequest(title=title)).album
    return album


def album_items(client: Client, album_id: str, **more: Any) -> Any:
    return client.call("ListAlbumMedia", catalog_pb2.ListAlbumMediaRequest(album_id=album_id, **more))
