from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.ingest.web import assert_problem, browser

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

EXPECTED = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
ANSWERS = [
    ("GET", "/api/v1/limits", 200),
    ("GET", "/api/v1/openapi/openapi.json", 200),
    ("GET", "/api/v1/session", 401),
    ("GET", "/nowhere", 404),
    ("PUT", "/api/v1/limits", 405),
    ("POST", "/api/v1/session", 415),
    ("DELETE", "/api/v1/session", 403),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_success_and_errors_carry_every_security_header(
    stranger: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await stranger.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED
    assert "content-security-policy" in answer.headers


async def test_a_fault_of_ours_carries_them_too(ada: httpx.AsyncClient, world: World) -> None:
    world.catalog.failure = ZeroDivisionError()
    answer = await ada.get("/api/v1/media")
    assert_problem(answer, 500, "INTERNAL")
    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED


async def test_scripts_come_from_us_alone_and_nothing_is_inline(stranger: httpx.AsyncClient) -> None:
    policy = (await stranger.get("/api/v1/limits")).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["img-src"] == "'self' blob: data:"
    assert "unsafe" not in policy


async def test_films_alone_may_come_from_the_bucket_where_links_lead_there(world: World) -> None:
    world.media_origin = "https://bucket.example"
    async with browser(world) as client:
        policy = (await client.get("/api/v1/limits")).headers["content-security-policy"]
    assert "img-src 'self' blob: data:;" in policy
    assert "media-src 'self' https://bucket.example blob:;" in policy
    assert "script-src 'self';" in policy


async def test_no_other_origin_may_read_answers(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/api/v1/limits", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(("length", "status"), [(20_000, 200), (40_000, 431)])
async def test_headers_that_are_far_too_long_are_refused(stranger: httpx.AsyncClient, length: int, status: int) -> None:
    answer = await stranger.get("/api/v1/limits", headers={"Cookie": "x" * length})
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
