"""Tokens and grants: each serves for what it was made for, and as long as it is good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2
from momento_chassis.identity import ACCESS_AUDIENCE, GRANT_AUDIENCE, GRANT_TYPE

from tests.fakes.catalog.samples import new_upload_id
from tests.unit.catalog.adapters.inbound.requests import record_request
from tests.unit.catalog.adapters.inbound.tokens import access, grant, token

if TYPE_CHECKING:
    from tests.fakes.catalog.ended_sessions import ListedEndedSessions
    from tests.unit.catalog.adapters.inbound.client import Client


def test_a_grant_serves_for_its_own_upload_only(client: Client) -> None:
    request = record_request()
    bearer = grant(client.user_id, str(new_upload_id()))
    assert client.refusal("RecordMedia", request, bearer) == ("PERMISSION_DENIED", "GRANT_MISMATCH")


def test_no_token_serves_for_what_it_was_not_made_for(client: Client) -> None:
    media = client.record()
    request = catalog_pb2.GetMediaRequest(upload_id=media.upload_id)
    for bearer in ("", "x", grant(client.user_id, media.upload_id), access("nobody")):
        assert client.refusal("GetMedia", request, bearer) == ("UNAUTHENTICATED", "TOKEN_INVALID")
    refusal = client.refusal("RecordMedia", record_request(), access(client.user_id))
    assert refusal == ("UNAUTHENTICATED", "TOKEN_INVALID")
    old = access(client.user_id, exp=datetime.now(UTC) - timedelta(minutes=5))
    assert client.refusal("GetMedia", request, old) == ("UNAUTHENTICATED", "TOKEN_EXPIRED")


def test_neither_checksums_nor_usage_are_told_without_a_good_token(client: Client) -> None:
    past = {"exp": datetime.now(UTC) - timedelta(minutes=5)}
    old_grant = token(GRANT_TYPE, GRANT_AUDIENCE, sub=client.user_id, upload_id=str(new_upload_id()), **past)
    crossed = token(GRANT_TYPE, ACCESS_AUDIENCE, sub=client.user_id, upload_id=str(new_upload_id()))
    for bearer, reason in (
        ("", "TOKEN_INVALID"),
        ("x", "TOKEN_INVALID"),
        (access("nobody"), "TOKEN_INVALID"),
        (crossed, "TOKEN_INVALID"),
        (access(client.user_id, **past), "TOKEN_EXPIRED"),
        (old_grant, "TOKEN_EXPIRED"),
    ):
        for method, request in (
            ("FindMediaByChecksum", catalog_pb2.FindMediaByChecksumRequest()),
            ("GetUsage", catalog_pb2.GetUsageRequest()),
        ):
            assert client.refusal(method, request, bearer) == ("UNAUTHENTICATED", reason)


def test_a_token_whose_session_has_ended_is_refused_and_its_grant_still_records(
    client: Client, ended_sessions: ListedEndedSessions
) -> None:
    revoked = str(new_upload_id())
    ended_sessions.ended.add(revoked)
    listing = catalog_pb2.ListMediaRequest()
    refused = ("UNAUTHENTICATED", "SESSION_ENDED")
    assert client.refusal("ListMedia", listing, access(client.user_id, sid=revoked)) == refused
    assert client.refusal("GetUsage", catalog_pb2.GetUsageRequest(), access(client.user_id, sid=revoked)) == refused
    request = record_request()
    leave = token(GRANT_TYPE, GRANT_AUDIENCE, sub=client.user_id, upload_id=request.upload_id, sid=revoked)
    client.call("RecordMedia", request, leave)
    client.call("ListMedia", listing)
