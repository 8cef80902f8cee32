from __future__ import annotations

import re
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from momento_catalog.adapters.outbound.s3.links import S3Links
from momento_catalog.adapters.tenants import Operator
from momento_catalog.domain.records.link import LinkLifetime
from momento_catalog.domain.records.object_key import PREVIEWS, Rendition, stored_object

from tests.fakes.catalog.aws import BUCKET, client
from tests.fakes.catalog.clock import FixedClock
from tests.fakes.catalog.links import ReadableLinks
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.application.ports.links import Links

USER = new_user_id()
FIVE_MINUTES = LinkLifetime(timedelta(minutes=5))


def s3_links(clock: FixedClock, endpoint: str | None = None) -> S3Links:
    return S3Links(Operator(client("s3", endpoint), client("dynamodb", endpoint)), BUCKET, clock)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["fake", "s3"])
def links(request: pytest.FixtureRequest, clock: FixedClock) -> Links:
    return ReadableLinks(clock) if request.param == "fake" else s3_links(clock)


@pytest.mark.parametrize("rendition", Rendition)
def test_a_link_leads_to_one_object_and_says_when_it_expires(
    links: Links, clock: FixedClock, rendition: Rendition
) -> None:
    photo = media(USER)
    link = links.link(photo, rendition, FIVE_MINUTES, attachment=False)
    assert link.rendition is rendition
    assert urlsplit(link.url).path.endswith(stored_object(photo, rendition).key)
    assert link.expires_at == clock.now() + FIVE_MINUTES.value


@pytest.mark.parametrize("rendition", PREVIEWS)
def test_a_link_to_a_preview_takes_no_record_and_leads_where_one_with_the_record_does(
    links: Links, rendition: Rendition
) -> None:
    photo = media(USER)
    link = links.preview(USER, photo.upload_id, rendition, FIVE_MINUTES)
    known = links.link(photo, rendition, FIVE_MINUTES, attachment=False)
    assert urlsplit(link.url).path == urlsplit(known.url).path
    assert (link.rendition, link.expires_at) == (rendition, known.expires_at)


def test_a_link_to_a_preview_pins_type_and_disposition(clock: FixedClock) -> None:
    link = s3_links(clock).preview(USER, media(USER).upload_id, Rendition.PREVIEW_256, FIVE_MINUTES)
    query = parse_qs(urlsplit(link.url).query)
    assert query["response-content-type"] == ["image/webp"]
    assert query["response-content-disposition"] == ["inline"]
    assert query["X-Amz-Expires"] == ["300"]


def test_a_link_pins_type_and_disposition(clock: FixedClock) -> None:
    photo = media(USER, file_name="Zürich.jpg")
    link = s3_links(clock).link(photo, Rendition.ORIGINAL, FIVE_MINUTES, attachment=True)
    query = parse_qs(urlsplit(link.url).query)
    disposition = "attachment; filename=\"Zurich.jpg\"; filename*=UTF-8''Z%C3%BCrich.jpg"
    assert query["response-content-type"] == ["image/jpeg"]
    assert query["response-content-disposition"] == [disposition]
    assert query["X-Amz-Expires"] == ["300"]


def test_the_bucket_is_in_the_host_on_aws_and_in_the_path_on_an_emulator(clock: FixedClock) -> None:
    photo = media(USER)
    key = stored_object(photo, Rendition.ORIGINAL).key
    for endpoint, address in (
        (None, f"https://{BUCKET}.s3.eu-central-1.amazonaws.com"),
        ("http://127.0.0.1:4566", f"http://127.0.0.1:4566/{BUCKET}"),
        ("https://aws.momento.example:8443/", f"https://aws.momento.example:8443/{BUCKET}"),
    ):
        link = s3_links(clock, endpoint).link(photo, Rendition.ORIGINAL, FIVE_MINUTES, attachment=False)
        assert link.url.startswith(f"{address}/{key}?")


def test_a_link_gets_the_object_with_the_headers_it_pins(ministack_endpoint: str) -> None:
    clock = FixedClock(datetime.now(UTC))
    photo = media(USER, file_name="Zürich.jpg")
    stored = stored_object(photo, Rendition.ORIGINAL)
    client("s3", ministack_endpoint).put_object(Bucket=BUCKET, Key=stored.key, Body=b"pixels", ContentType="text/html")
    url = s3_links(clock, ministack_endpoint).link(photo, Rendition.ORIGINAL, FIVE_MINUTES, attachment=True).url
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # loopback
        assert answer.read() == b"pixels"
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert re.match("attachment; filename=", answer.headers["Content-Disposition"])


def test_a_link_is_dead_after_its_time(ministack_endpoint: str) -> None:
    clock = FixedClock(datetime.now(UTC) - timedelta(minutes=6))
    photo = media(USER)
    stored = stored_object(photo, Rendition.ORIGINAL)
    client("s3", ministack_endpoint).put_object(Bucket=BUCKET, Key=stored.key, Body=b"pixels")
    url = s3_links(clock, ministack_endpoint).link(photo, Rendition.ORIGINAL, FIVE_MINUTES, attachment=False).url
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)  # noqa: S310  # loopback
    assert refused.value.code == 403
