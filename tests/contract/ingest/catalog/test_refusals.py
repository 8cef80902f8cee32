"""What the catalog refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest
from momento_ingest.application.ports.catalog import MediaChange, MediaQuery
from momento_ingest.domain import errors
from momento_ingest.domain.library.preview_size import PreviewSize

from tests.contract.ingest.catalog.items import ID
from tests.contract.ingest.catalog.methods import METHODS
from tests.contract.ingest.catalog.uploads import ACCEPTED, REPORT, UPLOAD
from tests.fakes.ingest.catalog import InMemoryCatalog

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog

    from tests.fakes.ingest.mesh import Failures, Script


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, errors.Unauthenticated),
        (grpc.StatusCode.NOT_FOUND, errors.NotFound),
        (grpc.StatusCode.ABORTED, errors.PreconditionFailed),
        (grpc.StatusCode.INVALID_ARGUMENT, errors.InvalidInput),
        (grpc.StatusCode.UNAVAILABLE, errors.Unavailable),
        (grpc.StatusCode.INTERNAL, errors.Unavailable),
    ],
)
async def test_every_method_tells_what_the_catalog_refuses(
    over_grpc: GrpcCatalog, script: Script, failures: Failures, code: grpc.StatusCode, kind: type[Exception]
) -> None:
    script.answers = {method: failures[code]("THE_REASON", "What was wrong.") for method in METHODS}
    entry = over_grpc.entry(UPLOAD, ACCEPTED)
    for call in (
        over_grpc.record(entry, "grant", copied=True),
        over_grpc.discard(ID, ["key"], "grant"),
        over_grpc.get("access", ID),
        over_grpc.find("access", MediaQuery()),
        over_grpc.library("access", cursor="", limit=1),
        over_grpc.change("access", ID, "1", MediaChange(favorite=True)),
        over_grpc.link("access", ID, attachment=True),
        over_grpc.locate_previews("access", [ID], PreviewSize.SMALL),
        over_grpc.months("access"),
        over_grpc.facet_values("access", "tag", "", 1),
        over_grpc.find_by_checksum("access", ["ab" * 32]),
        over_grpc.usage("access"),
        over_grpc.purge("access", ID),
        over_grpc.purge_library("access"),
        over_grpc.report(REPORT, "grant"),
        over_grpc.history("access", "", 1),
    ):
        with pytest.raises(kind) as raised:
            await call
        assert raised.value.reason == "THE_REASON"  # type: ignore[attr-defined]  # each of them has one
    assert len(script.requests) == len(METHODS)
    assert max(script.deadlines) < 12


async def test_the_fake_refuses_what_the_catalog_refuses() -> None:
    catalog = InMemoryCatalog()
    with pytest.raises(errors.NotFound):
        await catalog.get("access", ID)
    await catalog.record(catalog.entry(UPLOAD, ACCEPTED), "grant", copied=False)
    with pytest.raises(errors.PreconditionFailed):
        await catalog.change("access", ID, "0", MediaChange(favorite=True))
    assert (await catalog.change("access", ID, "1", MediaChange(favorite=True))).favorite
