from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_chassis.identity import MEDIA_WRITE
from momento_ingest.adapters.inbound.http.preview_cookie import PREVIEW_COOKIE
from momento_ingest.application.accounts.request_limits import Rate
from momento_ingest.domain.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.library.preview_size import PreviewSize

from tests.fakes.ingest.catalog import media_item, preview_address
from tests.fakes.ingest.web import assert_problem, browser

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

ITEM = media_item()
ADDRESS = f"/api/v1/media/{ITEM.upload_id}/previews/256"
CONTENT = b"webp of a lake"


@pytest.fixture(autouse=True)
def _there_is_an_item(world: World) -> None:
    world.catalog.items[ITEM.upload_id] = ITEM
    stored = preview_address(UploadId(ITEM.upload_id), PreviewSize.SMALL)
    world.previews.objects[stored] = ("image/webp", CONTENT)


def cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"{PREVIEW_COOKIE}={token}"}


async def test_every_item_names_addresses_of_its_previews_that_stay_the_same(ada: httpx.AsyncClient) -> None:
    one, two = [(await ada.get("/api/v1/media")).json()["items"][0]["previews"] for _ in range(2)]
    assert one == two == {size: f"/api/v1/media/{ITEM.upload_id}/previews/{size}" for size in ("256", "1440")}
    assert (await ada.get(one["256"])).content == CONTENT


async def test_a_preview_may_be_kept_for_a_day_by_the_browser_alone(ada: httpx.AsyncClient) -> None:
    answer = await ada.get(ADDRESS)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["cache-control"] == "private, max-age=86400, immutable"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert answer.headers["content-security-policy"].endswith("sandbox")


async def test_a_preview_that_is_known_is_not_sent_again_and_yet_asked_leave_for(
    ada: httpx.AsyncClient, world: World
) -> None:
    etag = (await ada.get(ADDRESS)).headers["etag"]
    world.steps.names.clear()
    known = await ada.get(ADDRESS, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    assert "catalog.locate_previews" in world.steps.names
    assert "presigned.open" not in world.steps.names
    del world.catalog.items[ITEM.upload_id]
    assert_problem(await ada.get(ADDRESS, headers={"If-None-Match": etag}), 404, "MEDIA_NOT_FOUND")


async def test_an_image_of_our_page_is_shown_by_the_cookie(stranger: httpx.AsyncClient, token: str) -> None:
    for site in ({}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        answer = await stranger.get(ADDRESS, headers={**cookie(token), **site})
        assert (answer.status_code, answer.content) == (200, CONTENT)


@pytest.mark.parametrize("site", ["same-site", "cross-site", "anything"])
async def test_an_image_of_another_site_is_not_shown_by_the_cookie(
    stranger: httpx.AsyncClient, world: World, token: str, site: str
) -> None:
    answer = await stranger.get(ADDRESS, headers={**cookie(token), "Sec-Fetch-Site": site})
    assert_problem(answer, 403, "OTHER_SITE")
    assert world.steps.names == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/media"),
        ("GET", f"/api/v1/media/{ITEM.upload_id}"),
        ("GET", f"/api/v1/media/{ITEM.upload_id}/download"),
        ("GET", "/api/v1/session"),
        ("GET", "/api/v1/account"),
        ("GET", "/api/v1/export"),
        ("DELETE", f"/api/v1/media/{ITEM.upload_id}"),
    ],
)
async def test_the_cookie_opens_nothing_else(stranger: httpx.AsyncClient, token: str, method: str, path: str) -> None:
    answer = await stranger.request(method, path, headers=cookie(token))
    assert_problem(answer, 401, "TOKEN_MISSING")


async def test_only_the_routes_of_previews_take_the_cookie(stranger: httpx.AsyncClient) -> None:
    paths = (await stranger.get("/api/v1/openapi/openapi.json")).json()["paths"]
    taking = {
        (path, method)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if any("previewCookie" in way for way in operation.get("security", []))
    }
    assert taking == {(f"/api/v1/media/{{upload_id}}/previews/{size}", "get") for size in ("256", "1440")}


async def test_without_a_token_nothing_is_shown(stranger: httpx.AsyncClient) -> None:
    assert_problem(await stranger.get(ADDRESS), 401, "TOKEN_MISSING")
    assert_problem(await stranger.get(ADDRESS, headers=cookie("forged")), 401, "TOKEN_INVALID")
    known = {**cookie("forged"), "If-None-Match": "*"}
    assert_problem(await stranger.get(ADDRESS, headers=known), 401, "TOKEN_INVALID")


async def test_a_bearer_token_counts_before_the_cookie(stranger: httpx.AsyncClient, token: str) -> None:
    answer = await stranger.get(ADDRESS, headers={**cookie(token), "Authorization": "Bearer forged"})
    assert_problem(answer, 401, "TOKEN_INVALID")


async def test_a_key_that_may_not_read_sees_no_previews(ada: httpx.AsyncClient, world: World, token: str) -> None:
    world.identity.scopes[token] = frozenset({MEDIA_WRITE})
    assert_problem(await ada.get(ADDRESS), 403, "SCOPE_MISSING")


async def test_a_part_is_sent_of_the_preview_that_is_meant(ada: httpx.AsyncClient) -> None:
    etag = (await ada.get(ADDRESS)).headers["etag"]
    part = await ada.get(ADDRESS, headers={"Range": "bytes=0-3", "If-Range": etag})
    assert (part.status_code, part.content) == (206, CONTENT[:4])
    assert part.headers["content-range"] == f"bytes 0-3/{len(CONTENT)}"
    whole = await ada.get(ADDRESS, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert (whole.status_code, whole.content) == (200, CONTENT)


@pytest.mark.parametrize("error", [Forbidden("LINK_EXPIRED", "It has expired."), NotFound("LINK_UNKNOWN", "Gone.")])
async def test_what_the_store_refuses_to_show_is_missing(
    ada: httpx.AsyncClient, world: World, error: Exception
) -> None:
    world.previews.failure = error
    assert_problem(await ada.get(ADDRESS), 404, "PREVIEW_MISSING")


@pytest.mark.parametrize("path", ["255", "0", "original", "256.webp", "%2e%2e"])
async def test_there_are_no_other_sizes(ada: httpx.AsyncClient, path: str) -> None:
    answer = await ada.get(f"/api/v1/media/{ITEM.upload_id}/previews/{path}")
    assert answer.status_code == 404


async def test_what_is_not_there_has_no_preview_and_is_not_kept(ada: httpx.AsyncClient, world: World) -> None:
    for upload_id, code in (("01m80gb91p692ex4de2zsjzzzz", "MEDIA_NOT_FOUND"), ("x", "MEDIA_NOT_FOUND")):
        answer = await ada.get(f"/api/v1/media/{upload_id}/previews/256")
        assert_problem(answer, 404, code)
        assert answer.headers["cache-control"] == "no-store"
    world.previews.objects.clear()
    assert_problem(await ada.get(ADDRESS), 404, "PREVIEW_MISSING")


async def test_when_the_catalog_or_the_store_is_away_the_browser_is_told_to_come_again(
    ada: httpx.AsyncClient, world: World
) -> None:
    world.previews.failure = Unavailable("STORE_UNAVAILABLE", "The storage does not answer.")
    assert_problem(await ada.get(ADDRESS), 503, "STORE_UNAVAILABLE")
    world.catalog.failure = Unauthenticated("SESSION_ENDED", "The session has ended.")
    assert_problem(await ada.get(ADDRESS), 401, "SESSION_ENDED")


async def test_headers_can_be_asked_for_alone(ada: httpx.AsyncClient) -> None:
    answer = await ada.head(ADDRESS)
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, str(len(CONTENT)), b"")


async def test_eight_previews_count_as_one_request(world: World, token: str) -> None:
    world.account_rate = Rate(0.25, 2)
    async with browser(world, token) as client:
        statuses = [(await client.get(ADDRESS)).status_code for _ in range(17)]
    assert statuses == [200] * 16 + [429]


@pytest.mark.parametrize("first", [True, False])
async def test_the_cookie_counts_wherever_it_stands_among_fields_of_their_own_as_over_http_2(
    stranger: httpx.AsyncClient, token: str, *, first: bool
) -> None:
    fields = [("Cookie", f"{PREVIEW_COOKIE}={token}"), ("Cookie", "__Host-momento-refresh=x"), ("Cookie", "a=b")]
    answer = await stranger.get(ADDRESS, headers=fields if first else fields[::-1])
    assert answer.status_code == 200
