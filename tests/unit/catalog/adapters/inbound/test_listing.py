"""Items are listed, searched and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_chassis.grpc.errors import remote_error

from tests.unit.catalog.adapters.inbound.requests import MOMENT, TAKEN_AT, edit

if TYPE_CHECKING:
    from tests.unit.catalog.adapters.inbound.client import Client


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


def test_a_library_is_listed_whole_while_it_changes(client: Client) -> None:
    recorded = [client.record() for _ in range(7)]
    found, page_token = [], ""
    for changed in (recorded[0], recorded[6], recorded[3], recorded[5]):
        answer = client.call("ListLibrary", catalog_pb2.ListLibraryRequest(page_size=2, page_token=page_token))
        found += [media.upload_id for media in answer.media]
        page_token = answer.next_page_token
        client.call("UpdateMedia", edit(changed, "trashed", "title", trashed=True, title="moved"))
        client.record()
    assert found == sorted(found)
    assert {media.upload_id for media in recorded} <= set(found)
    assert len(found) == len(set(found))
    foreign = catalog_pb2.ListMediaRequest(page_token=page_token)
    assert client.refusal("ListMedia", foreign) == ("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")


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
