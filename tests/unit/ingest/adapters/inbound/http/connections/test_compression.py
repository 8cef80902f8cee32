from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from momento_ingest.adapters.inbound.http.app import create_routes
from momento_ingest.adapters.inbound.http.connections.compression import MINIMUM_BYTES

from tests.fakes.ingest.catalog import media_item

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World


@pytest.fixture(autouse=True)
def _ada_has_many_items(world: World) -> None:
    for number in range(60):
        upload_id = f"01m80gb91p692ex4de2zsj{number:04d}"
        world.catalog.items[upload_id] = media_item(upload_id=upload_id)


async def raw(client: httpx.AsyncClient, path: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    """An answer as it comes over the network."""
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        return answer.headers, b"".join([part async for part in answer.aiter_raw()])


async def test_a_list_is_compressed_for_a_client_that_takes_it_so(ada: httpx.AsyncClient) -> None:
    headers, body = await raw(ada, "/api/v1/media?limit=60", "gzip, deflate, br")
    plain_headers, plain = await raw(ada, "/api/v1/media?limit=60", "identity")
    assert (headers["content-encoding"], headers["vary"].lower()) == ("gzip", "accept-encoding")
    assert int(headers["content-length"]) == len(body)
    assert "content-encoding" not in plain_headers
    assert json.loads(gzip.decompress(body)) == json.loads(plain)
    assert len(body) < len(plain) / 4


async def test_a_short_list_is_sent_as_it_is(ada: httpx.AsyncClient) -> None:
    headers, body = await raw(ada, "/api/v1/media?limit=1", "gzip")
    assert len(body) < MINIMUM_BYTES
    assert "content-encoding" not in headers


def test_only_lists_that_a_bearer_token_is_shown_for_are_compressed() -> None:
    handlers = {handler for route in create_routes(None).routes for handler in getattr(route, "route_handlers", ())}
    found = {it for it in handlers if any(_compresses(layer) for layer in it.middleware or ())}
    assert {it.handler_name for it in found} == {
        "arrange_album",
        "change_many",
        "check_media",
        "facet_values",
        "list_activity",
        "list_album_media",
        "list_albums",
        "list_media",
        "timeline",
    }
    assert all(it.security for it in found)


def _compresses(layer: object) -> bool:
    return isinstance(layer, DefineMiddleware) and layer.middleware is CompressionMiddleware
