"""Headers that tell a browser to be careful stand on every kind of answer, over the wire (OWASP ASVS V3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.e2e.tus_client import TUS, begun
from tests.media.images import png
from tests.security.second_edge import second_edge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member

    Ask = Callable[[Member, dict[str, str]], httpx.Response]

TWO_YEARS = 63_072_000
EXACTLY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ANSWERS: dict[str, tuple[int, Ask]] = {
    "page": (200, lambda member, _: member.client.get("/")),
    "page that a script makes": (200, lambda member, _: member.client.get("/albums/of/somebody")),
    "file of the page that is not there": (404, lambda member, _: member.client.get("/assets/none.js")),
    "document of the API": (200, lambda member, _: member.client.get("/api/v1/openapi/openapi.json")),
    "JSON": (200, lambda member, _: member.call("GET", "/media")),
    "problem": (404, lambda member, _: member.call("GET", "/media/none")),
    "problem of who has no token": (401, lambda member, _: member.client.get("/api/v1/media")),
    "unknown address": (404, lambda member, _: member.client.get("/api/v1/none")),
    "unknown method": (405, lambda member, _: member.call("PUT", "/media")),
    "methods": (204, lambda member, _: member.call("OPTIONS", "/media")),
    "body too large": (413, lambda member, _: member.call("POST", "/session", json={"email": "a" * 100_000})),
    "headers too large": (431, lambda member, _: member.call("GET", "/limits", headers={"X-Flood": "a" * 50_000})),
    "preview": (200, lambda member, item: member.client.get(_preview(member, item))),
    "range": (206, lambda member, item: member.client.get(_preview(member, item), headers={"Range": "bytes=0-3"})),
    "range that is not there": (
        416,
        lambda member, it: member.client.get(_preview(member, it), headers={"Range": "bytes=9999999-"}),
    ),
    "link that is none": (404, lambda member, _: member.client.get("/api/v1/links/none")),
    "events": (200, lambda member, item: member.call("GET", f"/uploads/{item['upload']}/events")),
    "upload begun": (201, lambda member, _: member.call("POST", "/uploads", headers=_new_upload())),
    "capabilities of uploads": (204, lambda member, _: member.client.options("/api/v1/uploads")),
    "offset of an upload": (
        200,
        lambda member, _: member.call("HEAD", begun(member, png(61), filename="a.png"), headers=TUS),
    ),
    "upload ended": (
        204,
        lambda member, _: member.call("DELETE", begun(member, png(62), filename="a.png"), headers=TUS),
    ),
}
PUBLIC = {"page", "page that a script makes", "preview", "range"}
"""May be kept by a browser: what is the same for everybody, and previews, which are its user's own."""


def _preview(member: Member, item: dict[str, str]) -> str:
    """An address that the cookie of the member's session opens."""
    return str(member.call("GET", f"/media/{item['upload']}").json()["previews"]["256"])


def _new_upload() -> dict[str, str]:
    return {**TUS, "Upload-Length": "9", "Upload-Metadata": "filename YS5wbmc="}


@pytest.fixture(scope="module")
def member(
    stack: Stack, new_member: Callable[[], Member], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Member]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text("<!doctype html><title>Momento</title>")
    found = new_member()
    with second_edge(stack, {"MOMENTO_WEB_FOLDER": str(folder)}) as edge:
        found.client.base_url = httpx.URL(edge.url)
        yield found


@pytest.fixture(scope="module")
def item(member: Member) -> dict[str, str]:
    kept = member.keep("a.png", png(60))
    return {"upload": kept["uploadId"]}


@pytest.fixture(scope="module")
def answers(member: Member, item: dict[str, str]) -> dict[str, httpx.Response]:
    return {kind: ask(member, item) for kind, (_, ask) in ANSWERS.items()}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_them(answers: dict[str, httpx.Response], kind: str) -> None:
    answer, (status, _) = answers[kind], ANSWERS[kind]
    assert answer.status_code == status, answer.text
    assert {name: answer.headers.get(name) for name in EXACTLY} == EXACTLY
    assert int(answer.headers["strict-transport-security"].partition(";")[0].removeprefix("max-age=")) >= TWO_YEARS
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer.headers["server"] == "momento"
    assert "x-powered-by" not in answer.headers


@pytest.mark.parametrize("kind", sorted(set(ANSWERS) - PUBLIC))
def test_nothing_private_is_kept_by_anybody(answers: dict[str, httpx.Response], kind: str) -> None:
    assert answers[kind].headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["preview", "range"])
def test_what_users_stored_is_kept_by_their_own_browser_only_and_never_runs(
    answers: dict[str, httpx.Response], kind: str
) -> None:
    assert answers[kind].headers["cache-control"].startswith("private, max-age=")
    assert answers[kind].headers["content-security-policy"].endswith("sandbox")


def test_no_other_site_is_allowed_to_read_an_answer(member: Member, answers: dict[str, httpx.Response]) -> None:
    asked = member.call("GET", "/media", headers={"Origin": "https://elsewhere.example"})
    assert not [name for it in (asked, *answers.values()) for name in it.headers if name.startswith("access-control-")]


def test_without_tls_nothing_is_answered(stack: Stack) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(stack.settings.edge_url.replace("https:", "http:"))


def test_cookies_stay_with_tls_this_site_and_out_of_scripts(member: Member) -> None:
    body = {"email": member.email, "password": member.password}
    cookie = member.client.post("/api/v1/session", json=body).headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= set(cookie.lower().split("; "))
