"""Which service may call, and with which scopes."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import grpc
import pytest
from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc
from momento_catalog.adapters.inbound.grpc.errors import ERRORS
from momento_catalog.adapters.inbound.grpc.service_authorization import CALLERS
from momento_catalog.domain.errors import CatalogError
from momento_chassis.grpc.client import channel
from momento_chassis.grpc.errors import remote_error
from momento_chassis.identity import MEDIA_PURGE, SCOPES

from tests.fakes.catalog.samples import new_user_id
from tests.unit.catalog.adapters.inbound.client import Client
from tests.unit.catalog.adapters.inbound.tokens import access

if TYPE_CHECKING:
    from momento_chassis.grpc.server import GrpcServer

    from tests.fakes.chassis.certificates import TestAuthority


def test_only_ingest_may_call(server: GrpcServer, authority: TestAuthority) -> None:
    for service in ("scanner", "auth", "catalog"):
        with channel(f"127.0.0.1:{server.port}", authority.issue(service), "catalog") as open_channel:
            stranger = Client(catalog_pb2_grpc.CatalogServiceStub(open_channel), str(new_user_id()))
            with pytest.raises(grpc.RpcError) as raised:
                stranger.call("ListMonths", catalog_pb2.ListMonthsRequest())
            assert raised.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_every_method_has_its_callers_and_every_error_its_status() -> None:
    assert {name.rpartition("/")[2] for name in CALLERS} == {
        name for name in dir(catalog_pb2_grpc.CatalogServiceServicer) if not name.startswith("_")
    }
    assert set(CatalogError.__subclasses__()) == set(ERRORS)
    assert len({error.reason for error in CatalogError.__subclasses__()}) == len(ERRORS)


@pytest.mark.parametrize(
    ("method", "scopes"),
    [
        ("GetMedia", {"media:read", "media:write"}),
        ("ListMedia", {"media:read"}),
        ("ListLibrary", {"media:read"}),
        ("UpdateMedia", {"media:write"}),
        ("CreateMediaLink", {"media:read"}),
        ("LocatePreviews", {"media:read"}),
        ("ListMonths", {"media:read"}),
        ("ListFacetValues", {"media:read"}),
        ("FindMediaByChecksum", {"media:read", "media:write"}),
        ("GetUsage", {"media:read", "media:write"}),
        ("ListUsage", {"accounts:administer"}),
        ("PurgeMedia", {"media:write"}),
        ("PurgeLibrary", {"media:purge"}),
        ("ListActivity", {"account:read"}),
        ("BulkUpdateMedia", {"media:write"}),
        ("CreateAlbum", {"media:write"}),
        ("GetAlbum", {"media:read", "media:write"}),
        ("ListAlbums", {"media:read"}),
        ("UpdateAlbum", {"media:write"}),
        ("ListAlbumMedia", {"media:read"}),
        ("ArrangeAlbum", {"media:write"}),
    ],
)
def test_each_call_takes_only_tokens_of_its_scopes(client: Client, method: str, scopes: set[str]) -> None:
    request = getattr(catalog_pb2, f"{method}Request")()
    for scope in {*SCOPES, MEDIA_PURGE}:
        with pytest.raises(grpc.RpcError) if scope not in scopes else nullcontext():
            try:
                client.call(method, request, access(client.user_id, scope=scope))
            except grpc.RpcError as error:
                if remote_error(error).reason == "SCOPE_MISSING":
                    raise


def test_every_call_but_those_by_grant_has_its_scopes() -> None:
    by_grant = {"RecordMedia", "DiscardUpload", "ReportUpload"}
    tried = {
        mark.args[1][number][0]
        for mark in test_each_call_takes_only_tokens_of_its_scopes.pytestmark  # type: ignore[attr-defined]  # pytest's
        for number in range(len(mark.args[1]))
    }
    methods = catalog_pb2.DESCRIPTOR.services_by_name["CatalogService"].methods
    assert tried == {method.name for method in methods} - by_grant
