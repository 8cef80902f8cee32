from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.inbound.http.accounts import session
from momento_ingest.adapters.inbound.http.accounts.sso import COOKIE
from momento_ingest.adapters.inbound.http.preview_cookie import PREVIEW_COOKIE
from momento_ingest.domain.errors import TooManyRequests, Unavailable

from tests.fakes.ingest.web import assert_problem
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from http.cookies import Morsel

    import httpx

    from tests.fakes.ingest.world import World

START = "/api/v1/session/oidc"
BACK = "/api/v1/session/oidc/callback"
LINK = "/api/v1/account/provider"
PASSWORD = {"password": "secret"}


@pytest.fixture(autouse=True)
def _ada_is_known(world: World) -> None:
    world.identity.people[ADA.email] = (ADA, "secret")


def cookies(answer: httpx.Response) -> dict[str, Morsel[str]]:
    return {
        name: morsel for each in answer.headers.get_list("set-cookie") for name, morsel in SimpleCookie(each).items()
    }


async def test_the_page_learns_how_to_sign_in(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/api/v1/session/ways")
    assert answer.json() == {"registration": "open", "provider": "Example"}


async def test_the_way_to_the_provider_leaves_a_secret_that_only_this_host_and_no_script_gets(
    stranger: httpx.AsyncClient,
) -> None:
    answer = await stranger.get(START)
    assert (answer.status_code, answer.headers["location"]) == (303, "https://login.example/?state=state-1")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    cookie = cookies(answer)[COOKIE]
    assert cookie.value == "secret-1"
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"].lower()) == (True, True, "lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert 590 <= int(cookie["max-age"]) <= 600
    assert COOKIE.startswith("__Host-")


async def test_coming_back_starts_a_session_and_leads_to_the_library(stranger: httpx.AsyncClient, world: World) -> None:
    await stranger.get(START)
    answer = await stranger.get(BACK, params={"state": "state-1", "code": ADA.email, "iss": "https://login.example"})
    assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/", b"")
    brought = cookies(answer)
    assert (brought[COOKIE].value, brought[COOKIE]["max-age"]) == ("", "0")
    refresh = brought[session.COOKIE]
    assert world.identity.refresh_tokens[refresh.value] == ADA
    assert (refresh["samesite"].lower(), refresh["path"]) == ("strict", "/")
    assert world.identity.access_tokens[brought[PREVIEW_COOKIE].value] == ADA
    assert answer.headers["clear-site-data"] == '"cache"'
    assert [client.user_agent for client in world.provider_sign_in.clients[-1:]] != [""]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({}, "OIDC_STATE_INVALID"),
        ({"state": "other", "code": ADA.email}, "OIDC_STATE_INVALID"),
        ({"state": "state-1", "error": "access_denied"}, "OIDC_DENIED"),
    ],
)
async def test_whatever_is_wrong_is_told_by_the_page(
    stranger: httpx.AsyncClient, query: dict[str, str], problem: str
) -> None:
    await stranger.get(START)
    answer = await stranger.get(BACK, params=query)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?problem={problem}")
    assert set(cookies(answer)) == {COOKIE}
    assert cookies(answer)[COOKIE]["max-age"] == "0"


async def test_an_answer_without_the_cookie_is_refused(stranger: httpx.AsyncClient) -> None:
    await stranger.get(START)
    stranger.cookies.clear()
    answer = await stranger.get(BACK, params={"state": "state-1", "code": ADA.email})
    assert answer.headers["location"] == "/sign-in?problem=OIDC_STATE_INVALID"


@pytest.mark.parametrize(
    "failure",
    [
        TooManyRequests("TOO_MANY_ATTEMPTS", "Wait.", retry_after_seconds=4),
        Unavailable("SERVICE_UNREACHABLE", "Try again."),
    ],
)
async def test_a_browser_is_never_shown_a_problem_document(
    stranger: httpx.AsyncClient, world: World, failure: Unavailable
) -> None:
    world.provider_sign_in.failure = failure
    for path in (START, BACK):
        answer = await stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?problem={failure.reason}")


async def test_an_account_is_connected_shown_and_disconnected_with_the_password(ada: httpx.AsyncClient) -> None:
    begun = await ada.post(LINK, json=PASSWORD)
    assert begun.json() == {"address": "https://login.example/?state=state-1"}
    assert cookies(begun)[COOKIE].value == "secret-1"
    back = await ada.get(BACK, params={"state": "state-1", "code": ADA.email})
    assert (back.headers["location"], set(cookies(back))) == ("/account", {COOKIE})
    shown = (await ada.get("/api/v1/account/ways")).json()
    assert (shown["hasPassword"], shown["provider"]["email"]) == (True, ADA.email)
    assert (await ada.post(f"{LINK}/unlink", json=PASSWORD)).status_code == 204
    assert (await ada.get("/api/v1/account/ways")).json()["provider"] is None
    assert_problem(await ada.post(f"{LINK}/unlink", json=PASSWORD), 404, "OIDC_LINK_UNKNOWN")


@pytest.mark.parametrize("path", [LINK, f"{LINK}/unlink"])
async def test_a_stolen_token_neither_connects_nor_disconnects(ada: httpx.AsyncClient, path: str) -> None:
    answer = await ada.post(path, json={"password": "guess"})
    assert_problem(answer, 403, "PASSWORD_WRONG")
    assert COOKIE not in cookies(answer)
