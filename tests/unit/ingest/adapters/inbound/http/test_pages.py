from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.fakes.ingest.web import assert_problem, browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

    from tests.fakes.ingest.world import World

INDEX = b"<!doctype html><title>Momento</title>"
SCRIPT = b"console.log(1)" * 100
SECRET = b"outside"


@pytest.fixture
async def page(world: World, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    folder = tmp_path / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "assets" / "index-abc123.js").write_bytes(SCRIPT)
    (folder / "robots.txt").write_bytes(b"User-agent: *")
    (tmp_path / "secret.txt").write_bytes(SECRET)
    world.web_folder = folder
    async with browser(world) as client:
        yield client


PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("path", ["/", "/library", "/library/2008-10", "/items/01arz3ndektsv4rrffq69g5fav", "/apis"])
async def test_every_address_that_the_page_understands_gives_the_page(page: httpx.AsyncClient, path: str) -> None:
    answer = await page.get(path, headers=PLAIN)
    assert (answer.status_code, answer.content) == (200, INDEX)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"


async def test_assets_may_be_kept_for_ever(page: httpx.AsyncClient) -> None:
    answer = await page.get("/assets/index-abc123.js", headers=PLAIN)
    assert (answer.status_code, answer.content) == (200, SCRIPT)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_an_asset_that_is_gone_is_not_answered_with_the_page(page: httpx.AsyncClient) -> None:
    assert_problem(await page.get("/assets/index-old.js"), 404, "ROUTE_UNKNOWN")


async def test_an_unknown_route_of_the_api_is_not_answered_with_the_page(page: httpx.AsyncClient) -> None:
    assert_problem(await page.get("/api/v1/unknown"), 404, "ROUTE_UNKNOWN")


async def test_other_files_are_asked_for_again_each_time(page: httpx.AsyncClient) -> None:
    answer = await page.get("/robots.txt", headers=PLAIN)
    assert (answer.content, answer.headers["cache-control"]) == (b"User-agent: *", "no-cache")


@pytest.mark.parametrize("path", ["/", "/assets/index-abc123.js"])
async def test_what_has_not_changed_is_not_sent_again(page: httpx.AsyncClient, path: str) -> None:
    etag = (await page.get(path)).headers["etag"]
    again = await page.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await page.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_who_understands_gzip_gets_it(page: httpx.AsyncClient) -> None:
    async with page.stream("GET", "/assets/index-abc123.js", headers={"Accept-Encoding": "br, gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert len(raw) < len(SCRIPT)
    assert gzip.decompress(raw) == SCRIPT


async def test_who_does_not_gets_it_plain(page: httpx.AsyncClient) -> None:
    answer = await page.get("/", headers=PLAIN)
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/....//secret.txt",
        "/..\\secret.txt",
        "/%2e%2e%5csecret.txt",
        "//secret.txt",
        "/%00/secret.txt",
        "/assets/..;/secret.txt",
        "/etc/passwd",
    ],
)
async def test_no_address_leads_out_of_the_folder(page: httpx.AsyncClient, path: str) -> None:
    answer = await page.get(f"https://momento.example{path}", headers=PLAIN)
    assert SECRET not in answer.content
    assert b"root:" not in answer.content
    assert answer.status_code in {200, 404}


async def test_the_page_is_only_read(page: httpx.AsyncClient) -> None:
    assert_problem(await page.post("/library"), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("files", [[], ["other.html"]])
async def test_without_a_built_page_there_is_only_the_api(world: World, tmp_path: Path, files: list[str]) -> None:
    for name in files:
        (tmp_path / name).write_bytes(b"x")
    world.web_folder = tmp_path
    async with browser(world) as client:
        assert_problem(await client.get("/"), 404, "ROUTE_UNKNOWN")
        assert (await client.get("/api/v1/limits")).status_code == 200
