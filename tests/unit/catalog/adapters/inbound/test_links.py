"""Links are given out, and every one is in the audit trail."""

from __future__ import annotations

import json
import logging
from datetime import UTC
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2
from momento_chassis.audit import AUDIT_LOGGER

if TYPE_CHECKING:
    import pytest

    from tests.unit.catalog.adapters.inbound.client import Client


def test_a_link_is_issued_and_put_into_the_audit_trail(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    media = client.record()
    request = catalog_pb2.CreateMediaLinkRequest(
        upload_id=media.upload_id, rendition=catalog_pb2.RENDITION_ORIGINAL, attachment=True
    )
    caplog.clear()
    with caplog.at_level(logging.INFO, AUDIT_LOGGER):
        link = client.call("CreateMediaLink", request).link
    assert f"user-{client.user_id}/photos/{media.upload_id}.jpg" in link.url
    (event,) = [vars(record)["audit"] for record in caplog.records if record.name == AUDIT_LOGGER]
    kept = client.call("ListActivity", catalog_pb2.ListActivityRequest(page_size=1)).events[0]
    assert event == {
        "event": "link.issued",
        "user_id": client.user_id,
        "outcome": "success",
        "upload_id": media.upload_id,
        "event_id": kept.event_id,
        "occurred_at": kept.occurred_at.ToDatetime(UTC).isoformat(),
    }
    assert link.url not in json.dumps(event)


def test_a_link_that_makes_no_sense_is_refused_and_the_refusal_is_recorded(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    media = client.record()
    request = catalog_pb2.CreateMediaLinkRequest(
        upload_id=media.upload_id, rendition=catalog_pb2.RENDITION_ORIGINAL, lifetime_seconds=901
    )
    caplog.clear()
    with caplog.at_level(logging.INFO, AUDIT_LOGGER):
        assert client.refusal("CreateMediaLink", request) == ("INVALID_ARGUMENT", "LIFETIME_INVALID")
    (event,) = [vars(record)["audit"] for record in caplog.records if record.name == AUDIT_LOGGER]
    assert (event["outcome"], event["reason"]) == ("refused", "LIFETIME_INVALID")
    unsaid = catalog_pb2.CreateMediaLinkRequest(upload_id=media.upload_id)
    assert client.refusal("CreateMediaLink", unsaid) == ("INVALID_ARGUMENT", "RENDITION_INVALID")
