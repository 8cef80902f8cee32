"""The whole service over mutual TLS, with fakes behind its ports."""

from __future__ import annotations

import json
import logging
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from joserfc import jwt
from joserfc.jwk import OKPKey
from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc
from momento.media.v1 import media_pb2
from momento_catalog import bootstrap
from momento_catalog.adapters.inbound.grpc.callers import CALLERS
from momento_catalog.adapters.inbound.grpc.errors import ERRORS
from momento_catalog.adapters.outbound.audit.activity import AuditedActivity
from momento_catalog.adapters.outbound.audit.media_store import AuditedMediaStore
from momento_catalog.config import Config, StoreConfig
from momento_catalog.domain.errors import CatalogError
from momento_chassis.audit import AUDIT_LOGGER
from momento_chassis.config import Secret
from momento_chassis.grpc.client import channel
from momento_chassis.grpc.credentials import bearer_metadata
from momento_chassis.grpc.errors import remote_error
from momento_chassis.identity import (
    ACCESS_AUDIENCE,
    ACCESS_TYPE,
    ALGORITHM,
    GRANT_AUDIENCE,
    GRANT_TYPE,
    ISSUER,
    MEDIA_PURGE,
    SCOPES,
)

from tests.fakes.catalog.catalog import in_memory_stores
from tests.fakes.catalog.clock import FixedClock
from tests.fakes.catalog.ended_sessions import ListedEndedSessions
from tests.fakes.catalog.links import ReadableLinks
from tests.fakes.catalog.samples import new_upload_id, new_user_id, sha256_of
from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_chassis.grpc.server import GrpcServer

KEY = OKPKey.generate_key("Ed25519")
SESSION = str(new_upload_id())
TAKEN_AT = Timestamp(seconds=1_224_692_919)
MOMENT = Timestamp(seconds=1_700_000_000)


class Keys:
    def key(self, key_id: str) -> OKPKey | None:
        return KEY if key_id == "one" else None


def token(kind: str, audience: str, **claims: Any) -> str:
    now = datetime.now(UTC)
    standard = {"iss": ISSUER, "aud": audience, "sid": SESSION, "nbf": now, "exp": now + timedelta(minutes=10)}
    return jwt.encode(
        {"alg": ALGORITHM, "typ": kind, "kid": "one"}, {**standard, **claims}, KEY, algorithms=[ALGORITHM]
    )


def access(user_id: str, **claims: Any) -> str:
    return token(ACCESS_TYPE, ACCESS_AUDIENCE, sub=user_id, **{"scope": " ".join(SCOPES), **claims})


def grant(user_id: str, upload_id: str) -> str:
    return token(GRANT_TYPE, GRANT_AUDIENCE, sub=user_id, upload_id=upload_id)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    return TestAuthority(tmp_path_factory.mktemp("mesh"))


@pytest.fixture(scope="module")
def ended_sessions() -> ListedEndedSessions:
    return ListedEndedSessions()


@pytest.fixture(scope="module")
def server(authority: TestAuthority, ended_sessions: ListedEndedSessions) -> Iterator[GrpcServer]:
    config = Config(
        store=StoreConfig("bucket"),
        tls=authority.issue("catalog"),
        auth_address="unused",
        tenant_role_arn="unused",
        page_token_key=Secret("A" * 43 + "="),
        listen="127.0.0.1:0",
    )
    stores, clock = in_memory_stores(), FixedClock()
    ports = bootstrap.Ports(
        records=stores.records,
        store=AuditedMediaStore(stores.store),
        index=stores.index,
        counts=stores.counts,
        checksums=stores.checksums,
        usages=stores.usages,
        usages_of_others=stores.usages,
        activity=AuditedActivity(stores.activity),
        objects=stores.objects,
        albums=stores.albums,
        album_order=stores.album_order,
        links=ReadableLinks(clock),
        clock=clock,
    )
    running = bootstrap.service(config, ports, Keys(), ended_sessions)
    running.server.start()
    yield running.server
    running.server.drain(0)
    running.housekeeping.stop()


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


def record_request(**changes: Any) -> catalog_pb2.RecordMediaRequest:
    facts = media_pb2.MediaFacts(
        kind=media_pb2.MEDIA_KIND_PHOTO,
        content_type="image/jpeg",
        extension="jpg",
        width=4000,
        height=3000,
        taken_at=TAKEN_AT,
        taken_at_source=media_pb2.TAKEN_AT_SOURCE_EXIF,
        taken_at_offset_minutes=120,
        camera=media_pb2.Camera(make="Canon", model="EOS 40D", iso=100, exposure_seconds=0.01),
        position=media_pb2.Position(latitude=47.5, longitude=8.5),
        thumbhash=b"hash",
        tags=[media_pb2.Tag(name="Cat", source=media_pb2.TAG_SOURCE_MODEL, confidence=0.75)],
    )
    upload_id = str(new_upload_id())
    fields = {
        "upload_id": upload_id,
        "file_name": "IMG_1.JPG",
        "size_bytes": 3,
        "sha256": str(sha256_of(upload_id)),
        "facts": facts,
        "user_tags": ["My Garden"],
        "scan": media_pb2.ScanReport(engine="ClamAV", signature_version="1", scanned_at=MOMENT),
        "uploaded_at": MOMENT,
    }
    return catalog_pb2.RecordMediaRequest(**{**fields, **changes})


@pytest.fixture(scope="module")
def stub(server: GrpcServer, authority: TestAuthority) -> Iterator[catalog_pb2_grpc.CatalogServiceStub]:
    with channel(f"127.0.0.1:{server.port}", authority.issue("ingest"), "catalog") as open_channel:
        yield catalog_pb2_grpc.CatalogServiceStub(open_channel)


@pytest.fixture
def client(stub: catalog_pb2_grpc.CatalogServiceStub) -> Client:
    return Client(stub, str(new_user_id()))


def test_a_recorded_upload_comes_back_with_everything_that_was_said(client: Client) -> None:
    request = record_request()
    client.call("RecordMedia", request, grant(client.user_id, request.upload_id))
    media = client.call("GetMedia", catalog_pb2.GetMediaRequest(upload_id=request.upload_id)).media
    for name in ("upload_id", "file_name", "size_bytes", "sha256", "scan", "uploaded_at"):
        assert getattr(media, name) == getattr(request, name)
    derived = list(request.facts.tags)
    request.facts.ClearField("tags")
    assert media.facts == request.facts
    assert media.taken_at == TAKEN_AT
    assert not media.HasField("trashed_at")
    assert [(tag.name, tag.source) for tag in media.tags] == [
        ("my garden", media_pb2.TAG_SOURCE_USER),
        ("cat", media_pb2.TAG_SOURCE_MODEL),
    ]
    assert media.tags[1].confidence == derived[0].confidence
    assert [link.rendition for link in media.preview_links] == [
        catalog_pb2.RENDITION_PREVIEW_256,
        catalog_pb2.RENDITION_PREVIEW_1440,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "x"},
        {"file_name": ""},
        {"scan": media_pb2.ScanReport()},
        {"facts": media_pb2.MediaFacts()},
        {"user_tags": ["#"]},
        {"uploaded_at": Timestamp(seconds=10**15)},
    ],
)
def test_a_record_that_makes_no_sense_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    request = record_request(**wrong)
    refusal = client.refusal("RecordMedia", request, grant(client.user_id, request.upload_id))
    assert refusal == ("INVALID_ARGUMENT", "RECORD_INVALID")


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


def test_another_users_item_cannot_be_seen_edited_listed_or_linked_to(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    media = client.record()
    stranger = Client(stub, str(new_user_id()))
    mask = FieldMask(paths=["title"])
    for method, request in (
        ("GetMedia", catalog_pb2.GetMediaRequest(upload_id=media.upload_id)),
        ("UpdateMedia", catalog_pb2.UpdateMediaRequest(upload_id=media.upload_id, etag=media.etag, update_mask=mask)),
        (
            "CreateMediaLink",
            catalog_pb2.CreateMediaLinkRequest(upload_id=media.upload_id, rendition=catalog_pb2.RENDITION_ORIGINAL),
        ),
        ("GetMedia", catalog_pb2.GetMediaRequest(upload_id="../other")),
    ):
        assert stranger.refusal(method, request) == ("NOT_FOUND", "MEDIA_NOT_FOUND")
    assert not stranger.call("ListMedia", catalog_pb2.ListMediaRequest()).media
    assert not stranger.call("ListMonths", catalog_pb2.ListMonthsRequest()).months
    assert not stranger.call("ListFacetValues", catalog_pb2.ListFacetValuesRequest(facet="tag")).values


def test_a_list_is_narrowed_by_words_kind_tags_and_period(client: Client) -> None:
    media = client.record(file_name="Sonnenblume.jpg")
    client.record(
        facts=media_pb2.MediaFacts(kind=media_pb2.MEDIA_KIND_VIDEO, content_type="video/mp4", extension="mp4")
    )
    for request in (
        catalog_pb2.ListMediaRequest(query="sonnen* GARDEN"),
        catalog_pb2.ListMediaRequest(kind=media_pb2.MEDIA_KIND_PHOTO),
        catalog_pb2.ListMediaRequest(tags=["CAT", "my garden"]),
        catalog_pb2.ListMediaRequest(taken_from=TAKEN_AT, taken_until=Timestamp(seconds=TAKEN_AT.seconds + 1)),
    ):
        answer = client.call("ListMedia", request)
        assert [found.upload_id for found in answer.media] == [media.upload_id]
        assert len(answer.media[0].preview_links) == 2


def test_a_list_goes_on_with_the_token_of_the_page_before(client: Client) -> None:
    recorded = [client.record().upload_id for _ in range(5)]
    found, page_token = [], ""
    while True:
        answer = client.call("ListMedia", catalog_pb2.ListMediaRequest(page_size=2, page_token=page_token))
        found += [media.upload_id for media in answer.media]
        page_token = answer.next_page_token
        if not page_token:
            break
    assert found == recorded[::-1]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (catalog_pb2.ListMediaRequest(page_token="x"), "PAGE_TOKEN_INVALID"),
        (catalog_pb2.ListMediaRequest(page_size=201), "PAGE_SIZE_INVALID"),
        (catalog_pb2.ListMediaRequest(query="*"), "QUERY_INVALID"),
        (catalog_pb2.ListMediaRequest(tags=["#"]), "FILTER_INVALID"),
        (catalog_pb2.ListMediaRequest(kind=cast("media_pb2.MediaKind.ValueType", 7)), "FILTER_INVALID"),
        (catalog_pb2.ListMediaRequest(taken_from=MOMENT, taken_until=TAKEN_AT), "FILTER_INVALID"),
        (catalog_pb2.ListMediaRequest(taken_from=Timestamp(seconds=10**15)), "FILTER_INVALID"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(client: Client, request_: Any, reason: str) -> None:
    assert client.refusal("ListMedia", request_) == ("INVALID_ARGUMENT", reason)


def test_a_mistake_in_a_search_is_answered_with_its_place(client: Client) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        client.call("ListMedia", catalog_pb2.ListMediaRequest(query="sea tga:dog"))
    error = remote_error(refusal.value)
    assert (error.reason, error.metadata) == ("QUERY_INVALID", {"position": "5"})
    assert "did you mean tag:" in error.message


def test_items_say_why_they_were_found_when_asked_to(client: Client) -> None:
    client.record(file_name="Sonnenblume.jpg")
    request = catalog_pb2.ListMediaRequest(query="kitten sonne* -dog", tags=["my garden"], explain=True)
    (found,) = client.call("ListMedia", request).media
    assert [(match.term, match.by, match.value) for match in found.matches] == [
        ("kitten", "tag", "cat"),
        ("sonne*", "filename", "Sonnenblume.jpg"),
        ('tag:"my garden"', "tag", "my garden"),
    ]
    request.explain = False
    assert not client.call("ListMedia", request).media[0].matches


def edit(media: catalog_pb2.Media, *paths: str, **fields: Any) -> catalog_pb2.UpdateMediaRequest:
    mask = FieldMask(paths=paths)
    return catalog_pb2.UpdateMediaRequest(upload_id=media.upload_id, etag=media.etag, update_mask=mask, **fields)


def test_an_edit_changes_what_its_mask_names(client: Client) -> None:
    media = client.record()
    first = client.call(
        "UpdateMedia", edit(media, "title", "favorite", title="Mine", favorite=True, trashed=True)
    ).media
    assert (first.title, first.favorite, first.HasField("trashed_at")) == ("Mine", True, False)
    second = client.call("UpdateMedia", edit(first, "user_tags", "trashed", user_tags=["dog"], trashed=True)).media
    assert (second.title, [tag.name for tag in second.tags]) == ("Mine", ["dog", "cat"])
    assert second.purge_at.ToDatetime() - second.trashed_at.ToDatetime() == timedelta(days=30)
    assert not first.HasField("purge_at")
    trash = client.call("ListMedia", catalog_pb2.ListMediaRequest(trashed=True))
    assert [found.upload_id for found in trash.media] == [media.upload_id]
    assert not client.call("ListMedia", catalog_pb2.ListMediaRequest()).media


def test_an_edit_that_makes_no_sense_is_refused(client: Client) -> None:
    media = client.record()
    assert client.refusal("UpdateMedia", edit(media)) == ("INVALID_ARGUMENT", "UPDATE_MASK_INVALID")
    assert client.refusal("UpdateMedia", edit(media, "sha256")) == ("INVALID_ARGUMENT", "UPDATE_MASK_INVALID")
    assert client.refusal("UpdateMedia", edit(media, "title", title="x" * 201)) == ("INVALID_ARGUMENT", "TITLE_INVALID")
    wrong_tag = edit(media, "user_tags", user_tags=["a#b"])
    assert client.refusal("UpdateMedia", wrong_tag) == ("INVALID_ARGUMENT", "TAG_INVALID")
    client.call("UpdateMedia", edit(media, "favorite", favorite=True))
    assert client.refusal("UpdateMedia", edit(media, "favorite")) == ("ABORTED", "ETAG_MISMATCH")


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


def happened(client: Client) -> list[tuple[str, str, str, str]]:
    events = client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    return [(event.event, event.outcome, event.reason, event.upload_id) for event in events]


def test_what_was_done_to_an_item_is_in_the_history_of_its_owner_and_in_nobody_elses(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    media = client.record(file_name="lake.jpg")
    trashed = client.call("UpdateMedia", edit(media, "trashed", trashed=True)).media
    client.call("UpdateMedia", edit(trashed, "trashed"))
    assert set(happened(client)) == {
        ("media.restored", "success", "", media.upload_id),
        ("media.trashed", "success", "", media.upload_id),
        ("upload.accepted", "success", "", media.upload_id),
    }
    (accepted,) = [
        event
        for event in client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
        if event.event == "upload.accepted"
    ]
    assert (accepted.file_name, accepted.signature_version, accepted.sha256) == ("lake.jpg", "1", media.sha256)
    assert happened(Client(stub, str(new_user_id()))) == []


def test_an_item_that_is_not_there_or_not_theirs_is_a_denied_access_once_a_minute(client: Client) -> None:
    for upload_id in (str(new_upload_id()), "../other", str(new_upload_id())):
        client.refusal("GetMedia", catalog_pb2.GetMediaRequest(upload_id=upload_id))
    ((event, outcome, reason, _),) = happened(client)
    assert (event, outcome, reason) == ("access.denied", "refused", "MEDIA_NOT_FOUND")


def test_a_token_that_nobody_gave_out_is_one_line_and_in_nobodys_history(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    with caplog.at_level(logging.INFO, AUDIT_LOGGER):
        client.refusal("ListMedia", catalog_pb2.ListMediaRequest(), "forged")
    (event,) = [vars(record)["audit"] for record in caplog.records if record.name == AUDIT_LOGGER]
    assert event == {"event": "access.denied", "user_id": None, "outcome": "refused", "reason": "TOKEN_INVALID"}
    assert happened(client) == []


def rejection(**changes: Any) -> catalog_pb2.ReportUploadRequest:
    fields = {
        "upload_id": str(new_upload_id()),
        "end": catalog_pb2.UPLOAD_END_REJECTED,
        "occurred_at": MOMENT,
        "reason": "MALWARE_FOUND",
        "file_name": "holiday.jpg",
        "sha256": str(sha256_of("eicar")),
        "signature": "Eicar-Test-Signature",
        "signature_version": "27500",
    }
    return catalog_pb2.ReportUploadRequest(**{**fields, **changes})


def test_a_rejected_upload_is_kept_once_however_often_it_is_reported(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    request = rejection()
    caplog.clear()
    with caplog.at_level(logging.INFO, AUDIT_LOGGER):
        for _ in range(3):
            client.call("ReportUpload", request, grant(client.user_id, request.upload_id))
    (event,) = client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    assert (event.event, event.outcome, event.reason) == ("upload.rejected", "refused", "MALWARE_FOUND")
    assert (event.signature, event.signature_version) == ("Eicar-Test-Signature", "27500")
    (line,) = [vars(record)["audit"] for record in caplog.records if record.name == AUDIT_LOGGER]
    assert line["signature"] == "Eicar-Test-Signature"
    assert "holiday.jpg" not in json.dumps(line)


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": catalog_pb2.UPLOAD_END_UNSPECIFIED},
        {"occurred_at": None},
        {"occurred_at": Timestamp(seconds=-1)},
        {"reason": "not a code"},
        {"file_name": "a\nb"},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    request = rejection(**wrong)
    refusal = client.refusal("ReportUpload", request, grant(client.user_id, request.upload_id))
    assert refusal == ("INVALID_ARGUMENT", "EVENT_INVALID")


def test_a_report_needs_the_grant_of_its_upload(client: Client) -> None:
    request = rejection()
    other = grant(client.user_id, str(new_upload_id()))
    assert client.refusal("ReportUpload", request, other) == ("PERMISSION_DENIED", "GRANT_MISMATCH")
    assert client.refusal("ReportUpload", request) == ("UNAUTHENTICATED", "TOKEN_INVALID")


def test_activity_goes_on_after_the_event_that_was_seen_last(client: Client) -> None:
    for second in range(5):
        request = rejection(occurred_at=Timestamp(seconds=MOMENT.seconds + second))
        client.call("ReportUpload", request, grant(client.user_id, request.upload_id))
    seen: list[int] = []
    before = ""
    while events := client.call(
        "ListActivity", catalog_pb2.ListActivityRequest(page_size=2, before_event_id=before)
    ).events:
        seen.extend(event.occurred_at.seconds - MOMENT.seconds for event in events)
        before = events[-1].event_id
    assert seen == [4, 3, 2, 1, 0]
    wrong = catalog_pb2.ListActivityRequest(before_event_id="x")
    assert client.refusal("ListActivity", wrong) == ("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    much = catalog_pb2.ListActivityRequest(page_size=201)
    assert client.refusal("ListActivity", much) == ("INVALID_ARGUMENT", "PAGE_SIZE_INVALID")


def test_a_purged_item_is_as_if_it_had_never_been_there_but_for_its_history(client: Client) -> None:
    media = client.record()
    purge = catalog_pb2.PurgeMediaRequest(upload_id=media.upload_id)
    assert client.refusal("PurgeMedia", purge) == ("FAILED_PRECONDITION", "NOT_IN_TRASH")
    client.call("UpdateMedia", edit(media, "trashed", trashed=True))
    client.call("PurgeMedia", purge)
    assert client.refusal("GetMedia", catalog_pb2.GetMediaRequest(upload_id=media.upload_id))[1] == "MEDIA_NOT_FOUND"
    assert client.refusal("PurgeMedia", purge)[1] == "MEDIA_NOT_FOUND"
    assert not client.call("ListMedia", catalog_pb2.ListMediaRequest(trashed=True)).media
    assert client.call("GetUsage", catalog_pb2.GetUsageRequest()).size_bytes == 0
    assert ("media.purged", "success", "", media.upload_id) in happened(client)


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


def test_months_and_facets_are_counted(client: Client) -> None:
    client.record()
    client.record(user_tags=[])
    months = client.call("ListMonths", catalog_pb2.ListMonthsRequest()).months
    assert [(month.month, month.media_count) for month in months] == [("2008-10", 2)]
    for facet, prefix, expected in (
        ("tag", "", [("cat", 2), ("my garden", 1)]),
        ("tag", "MY  g", [("my garden", 1)]),
        ("word", "Gar", [("garden", 1)]),
        ("kind", "", [("photo", 2)]),
        ("camera", "canon", [("canon eos 40d", 2)]),
    ):
        request = catalog_pb2.ListFacetValuesRequest(facet=facet, prefix=prefix)
        values = client.call("ListFacetValues", request).values
        assert [(value.value, value.media_count) for value in values] == expected
    unknown = catalog_pb2.ListFacetValuesRequest(facet="month")
    assert client.refusal("ListFacetValues", unknown) == ("INVALID_ARGUMENT", "FACET_UNKNOWN")


def test_another_upload_of_the_same_bytes_answers_the_first_item_and_says_so(client: Client) -> None:
    first, second = record_request(), record_request(file_name="again.jpg")
    second.sha256 = first.sha256
    answers = [
        client.call("RecordMedia", request, grant(client.user_id, request.upload_id))
        for request in (first, second, first, second)
    ]
    assert [answer.duplicate for answer in answers] == [False, True, False, True]
    assert {(answer.media.upload_id, answer.media.file_name) for answer in answers} == {(first.upload_id, "IMG_1.JPG")}
    missing = catalog_pb2.GetMediaRequest(upload_id=second.upload_id)
    assert client.refusal("GetMedia", missing) == ("NOT_FOUND", "MEDIA_NOT_FOUND")


def test_what_is_there_already_is_told_to_a_token_and_to_a_grant(client: Client) -> None:
    media, trashed = client.record(), client.record()
    client.call("UpdateMedia", edit(trashed, "trashed", trashed=True))
    asked = [str(sha256_of("missing")), trashed.sha256, media.sha256]
    expected = [
        catalog_pb2.ChecksumMatch(sha256=trashed.sha256, upload_id=trashed.upload_id, trashed=True),
        catalog_pb2.ChecksumMatch(sha256=media.sha256, upload_id=media.upload_id),
    ]
    for bearer in (access(client.user_id), grant(client.user_id, str(new_upload_id()))):
        request = catalog_pb2.FindMediaByChecksumRequest(sha256=asked)
        assert list(client.call("FindMediaByChecksum", request, bearer).matches) == expected
        usage = client.call("GetUsage", catalog_pb2.GetUsageRequest(), bearer)
        assert (usage.media_count, usage.size_bytes) == (2, 6)


def test_what_another_user_has_is_told_to_nobody_else(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    media = client.record()
    stranger = Client(stub, str(new_user_id()))
    request = catalog_pb2.FindMediaByChecksumRequest(sha256=[media.sha256])
    for bearer in (access(stranger.user_id), grant(stranger.user_id, media.upload_id)):
        assert not stranger.call("FindMediaByChecksum", request, bearer).matches
        assert stranger.call("GetUsage", catalog_pb2.GetUsageRequest(), bearer) == catalog_pb2.GetUsageResponse()


def test_an_administrator_is_told_how_much_each_has_stored(client: Client) -> None:
    client.record()
    nobody = str(new_user_id())
    request = catalog_pb2.ListUsageRequest(user_ids=[nobody, client.user_id])
    bearer = access(str(new_user_id()), scope="accounts:administer")
    assert list(client.call("ListUsage", request, bearer).usages) == [
        catalog_pb2.UserUsage(user_id=nobody),
        catalog_pb2.UserUsage(user_id=client.user_id, media_count=1, size_bytes=3),
    ]


@pytest.mark.parametrize("wrong", [["nobody"], ["01m80gb91p692ex4de2zsjs4vz"] * 101])
def test_users_that_cannot_be_asked_for_are_refused(client: Client, wrong: list[str]) -> None:
    request = catalog_pb2.ListUsageRequest(user_ids=wrong)
    assert client.refusal("ListUsage", request) == ("INVALID_ARGUMENT", "USERS_INVALID")


@pytest.mark.parametrize("wrong", [["x"], ["AB" * 32], ["ab" * 32] * 501])
def test_a_question_for_what_is_no_checksum_is_refused(client: Client, wrong: list[str]) -> None:
    request = catalog_pb2.FindMediaByChecksumRequest(sha256=wrong)
    assert client.refusal("FindMediaByChecksum", request) == ("INVALID_ARGUMENT", "CHECKSUM_INVALID")


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


def new_album(client: Client, title: str = "Italy") -> catalog_pb2.Album:
    album: catalog_pb2.Album = client.call("CreateAlbum", catalog_pb2.CreateAlbumRequest(title=title)).album
    return album


def album_items(client: Client, album_id: str, **more: Any) -> Any:
    return client.call("ListAlbumMedia", catalog_pb2.ListAlbumMediaRequest(album_id=album_id, **more))


def test_an_album_is_made_filled_shown_and_edited(client: Client) -> None:
    album, items = new_album(client), [client.record().upload_id for _ in range(3)]
    put = client.call("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=items))
    assert [(it.upload_id, bool(it.etag), it.reason) for it in put.outcomes] == [(item, True, "") for item in items]
    first = catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=items[2:], beginning=True)
    client.call("ArrangeAlbum", first)
    order = [items[2], items[0], items[1]]
    page = album_items(client, album.album_id, page_size=2)
    rest = album_items(client, album.album_id, page_size=2, page_token=page.next_page_token)
    assert [media.upload_id for media in (*page.media, *rest.media)] == order
    assert (rest.next_page_token, len(page.media[0].preview_links)) == ("", 2)
    (shown,) = client.call("ListAlbums", catalog_pb2.ListAlbumsRequest()).albums
    assert (shown.media_count, shown.cover.upload_id, shown.etag) == (3, order[0], album.etag)
    edit = catalog_pb2.UpdateAlbumRequest(
        album_id=album.album_id, etag=album.etag, title="Rome", cover_upload_id=items[1], archived=True
    )
    edit.update_mask.paths.extend(["title", "cover_upload_id", "archived"])
    edited = client.call("UpdateAlbum", edit).album
    assert (edited.title, edited.cover.upload_id, edited.HasField("archived_at")) == ("Rome", items[1], True)
    assert not client.call("ListAlbums", catalog_pb2.ListAlbumsRequest()).albums
    assert client.call("ListAlbums", catalog_pb2.ListAlbumsRequest(archived=True)).albums[0] == edited
    assert client.refusal("UpdateAlbum", edit) == ("ABORTED", "ETAG_MISMATCH")


def test_a_cover_that_is_in_the_trash_gives_way_to_the_first_item(client: Client) -> None:
    album, items = new_album(client), [client.record() for _ in range(2)]
    ids = [item.upload_id for item in items]
    client.call("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=ids))
    edit = catalog_pb2.UpdateAlbumRequest(album_id=album.album_id, etag=album.etag, cover_upload_id=ids[1])
    edit.update_mask.paths.append("cover_upload_id")
    client.call("UpdateAlbum", edit)
    client.call("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids[1:], trashed=True))
    shown = client.call("GetAlbum", catalog_pb2.GetAlbumRequest(album_id=album.album_id)).album
    assert (shown.media_count, shown.cover.upload_id) == (1, ids[0])
    client.call("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids, trashed=True))
    shown = client.call("GetAlbum", catalog_pb2.GetAlbumRequest(album_id=album.album_id)).album
    assert (shown.media_count, shown.HasField("cover")) == (0, False)


def test_another_users_album_is_not_there_and_its_tokens_are_good_for_nobody_else(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    album, stranger = new_album(client), Client(stub, str(new_user_id()))
    ids = [client.record().upload_id for _ in range(2)]
    client.call("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=ids))
    new_album(client)
    token = album_items(client, album.album_id, page_size=1).next_page_token
    albums = client.call("ListAlbums", catalog_pb2.ListAlbumsRequest(page_size=1)).next_page_token
    foreign = album.album_id
    for method, request in (
        ("GetAlbum", catalog_pb2.GetAlbumRequest(album_id=foreign)),
        ("ListAlbumMedia", catalog_pb2.ListAlbumMediaRequest(album_id=foreign, page_token=token)),
        ("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=foreign, upload_ids=ids, after_upload_id=ids[0])),
        ("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids, join_album_id=album.album_id)),
        ("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids, leave_album_id=album.album_id)),
    ):
        assert stranger.refusal(method, request) == ("NOT_FOUND", "ALBUM_NOT_FOUND")
    own = new_album(stranger).album_id
    invalid = ("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    listed = catalog_pb2.ListAlbumMediaRequest(album_id=own, page_token=token)
    assert stranger.refusal("ListAlbumMedia", listed) == invalid
    assert stranger.refusal("ListAlbums", catalog_pb2.ListAlbumsRequest(page_token=albums)) == invalid
    archived = catalog_pb2.ListAlbumsRequest(page_token=albums, archived=True)
    assert client.refusal("ListAlbums", archived) == invalid
    denied = stranger.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    assert [(event.event, event.reason) for event in denied] == [("access.denied", "ALBUM_NOT_FOUND")]


@pytest.mark.parametrize(
    ("method", "request_", "reason"),
    [
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(), "ALBUM_INVALID"),
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(title="a\nb"), "TITLE_INVALID"),
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(title="a", description="x" * 2001), "ALBUM_INVALID"),
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(title="a", description="x\x00"), "ALBUM_INVALID"),
        ("UpdateAlbum", catalog_pb2.UpdateAlbumRequest(album_id="x"), "UPDATE_MASK_INVALID"),
        ("ListAlbums", catalog_pb2.ListAlbumsRequest(page_size=201), "PAGE_SIZE_INVALID"),
        ("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(favorite=True), "BATCH_INVALID"),
        (
            "BulkUpdateMedia",
            catalog_pb2.BulkUpdateMediaRequest(upload_ids=[str(new_upload_id())]),
            "BATCH_INVALID",
        ),
        (
            "BulkUpdateMedia",
            catalog_pb2.BulkUpdateMediaRequest(upload_ids=[str(new_upload_id()) for _ in range(501)], favorite=True),
            "BATCH_INVALID",
        ),
    ],
)
def test_what_makes_no_sense_of_albums_is_refused(client: Client, method: str, request_: Any, reason: str) -> None:
    assert client.refusal(method, request_) == ("INVALID_ARGUMENT", reason)


def test_an_item_is_not_put_after_itself_nor_after_one_outside(client: Client) -> None:
    album, items = new_album(client).album_id, [client.record().upload_id for _ in range(2)]

    def after(anchor: str) -> catalog_pb2.ArrangeAlbumRequest:
        return catalog_pb2.ArrangeAlbumRequest(album_id=album, upload_ids=items[:1], after_upload_id=anchor)

    assert client.refusal("ArrangeAlbum", after(items[0])) == ("INVALID_ARGUMENT", "BATCH_INVALID")
    assert client.refusal("ArrangeAlbum", after(items[1])) == ("NOT_FOUND", "MEDIA_NOT_FOUND")


def test_many_items_are_edited_each_by_itself_as_one_event(client: Client) -> None:
    items, absent = [client.record().upload_id for _ in range(2)], str(new_upload_id())
    changes = catalog_pb2.TagChanges(add=["Sea"], reject=["cat"])
    request = catalog_pb2.BulkUpdateMediaRequest(upload_ids=[*items, absent], tag_changes=changes, favorite=True)
    outcomes = client.call("BulkUpdateMedia", request).outcomes
    assert [it.reason for it in outcomes] == ["", "", "MEDIA_NOT_FOUND"]
    found = client.call("ListMedia", catalog_pb2.ListMediaRequest(tags=["sea"])).media
    assert {media.upload_id: (media.favorite, media.etag) for media in found} == {
        it.upload_id: (True, it.etag) for it in outcomes[:2]
    }
    assert {tag.name for media in found for tag in media.tags} == {"my garden", "sea"}
    events = client.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    told = {(event.event, event.changed, event.media_count) for event in events if event.event != "upload.accepted"}
    assert told == {("media.edited", "own_tags,favorite", 3), ("access.denied", "", 0)}


def test_single_tags_are_changed_beside_the_whole_list_but_not_with_it(client: Client) -> None:
    media = client.record()
    request = catalog_pb2.UpdateMediaRequest(
        upload_id=media.upload_id,
        etag=media.etag,
        tag_changes=catalog_pb2.TagChanges(accept=["Cat"], remove=["my garden"]),
    )
    request.update_mask.paths.append("tag_changes")
    edited = client.call("UpdateMedia", request).media
    assert [(tag.name, tag.source) for tag in edited.tags] == [("cat", media_pb2.TAG_SOURCE_USER)]
    request.update_mask.paths.append("user_tags")
    assert client.refusal("UpdateMedia", request) == ("INVALID_ARGUMENT", "UPDATE_MASK_INVALID")


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


@pytest.mark.parametrize(
    ("method", "scopes"),
    [
        ("GetMedia", {"media:read", "media:write"}),
        ("ListMedia", {"media:read"}),
        ("UpdateMedia", {"media:write"}),
        ("CreateMediaLink", {"media:read"}),
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
    by_grant = {"RecordMedia", "ReportUpload"}
    tried = {
        mark.args[1][number][0]
        for mark in test_each_call_takes_only_tokens_of_its_scopes.pytestmark  # type: ignore[attr-defined]  # pytest's
        for number in range(len(mark.args[1]))
    }
    methods = catalog_pb2.DESCRIPTOR.services_by_name["CatalogService"].methods
    assert tried == {method.name for method in methods} - by_grant
