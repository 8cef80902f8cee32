from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest
from momento_ingest.adapters.inbound.http.accounts.session import COOKIE, FORMER_COOKIE
from momento_ingest.adapters.inbound.http.preview_cookie import PREVIEW_COOKIE
from momento_ingest.domain.errors import TooManyRequests

from tests.fakes.ingest.web import assert_problem
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from http.cookies import Morsel

    import httpx

    from tests.fakes.ingest.world import World

SIGN_IN = {"email": ADA.email, "password": "secret"}
GUARD = {"X-Momento-Request": "1"}
USER = {"userId": ADA.user_id.value, "email": ADA.email, "displayName": ADA.display_name, "role": "member"}


@pytest.fixture(autouse=True)
def _ada_is_known(world: World) -> None:
    world.identity.people[ADA.email] = (ADA, "secret")


def refresh_cookie(answer: httpx.Response) -> Morsel[str]:
    return set_cookie(answer, COOKIE)


def set_cookie(answer: httpx.Response, name: str) -> Morsel[str]:
    cookies = [SimpleCookie(text) for text in answer.headers.get_list("set-cookie")]
    (found,) = [cookie[name] for cookie in cookies if name in cookie]
    return found


async def test_signing_in_gives_an_access_token_for_scripts(stranger: httpx.AsyncClient, world: World) -> None:
    answer = await stranger.post("/api/v1/session", json=SIGN_IN)
    assert answer.status_code == 200
    session = answer.json()
    assert session["user"] == USER
    assert session["tokenType"] == "Bearer"
    assert 0 < session["expiresIn"] <= 600
    assert world.identity.access_tokens[session["accessToken"]] == ADA


async def test_the_refresh_token_lies_in_a_cookie_that_no_script_and_no_other_site_gets_and_no_other_host_sets(
    stranger: httpx.AsyncClient, world: World
) -> None:
    answer = await stranger.post("/api/v1/session", json=SIGN_IN)
    cookie = refresh_cookie(answer)
    assert world.identity.refresh_tokens[cookie.value] == ADA
    assert cookie.value not in answer.text
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"].lower()) == (True, True, "strict")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert 0 < int(cookie["max-age"]) <= 30 * 24 * 3600
    assert COOKIE.startswith("__Host-")


async def test_a_wrong_password_starts_nothing(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("/api/v1/session", json={**SIGN_IN, "password": "wrong"})
    assert_problem(answer, 401, "CREDENTIALS_WRONG")
    assert "set-cookie" not in answer.headers


async def test_too_many_attempts_are_told_how_long_to_wait(stranger: httpx.AsyncClient, world: World) -> None:
    world.identity.failure = TooManyRequests("TOO_MANY_ATTEMPTS", "Wait a little.", retry_after_seconds=42)
    answer = await stranger.post("/api/v1/session", json=SIGN_IN)
    assert_problem(answer, 429, "TOO_MANY_ATTEMPTS")
    assert answer.headers["retry-after"] == "42"


async def test_an_unknown_field_is_refused(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("/api/v1/session", json={**SIGN_IN, "remember": True})
    assert_problem(answer, 400, "INPUT_INVALID")
    assert "remember" in answer.json()["detail"]


async def test_who_signs_in_is_told_to_auth_with_a_bounded_user_agent(
    stranger: httpx.AsyncClient, world: World
) -> None:
    await stranger.post("/api/v1/session", json=SIGN_IN, headers={"User-Agent": "x" * 1000})
    assert (world.identity.clients[0].address, world.identity.clients[0].user_agent) == ("127.0.0.1", "x" * 200)


async def test_renewing_trades_the_cookie_for_the_next_pair(stranger: httpx.AsyncClient, world: World) -> None:
    former = refresh_cookie(await stranger.post("/api/v1/session", json=SIGN_IN)).value
    answer = await stranger.post("/api/v1/session/refresh", headers=GUARD)
    assert answer.status_code == 200
    assert answer.json()["user"] == USER
    assert refresh_cookie(answer).value != former
    assert former not in world.identity.refresh_tokens


async def test_who_renews_is_told_to_auth(stranger: httpx.AsyncClient, world: World) -> None:
    await stranger.post("/api/v1/session", json=SIGN_IN)
    await stranger.post("/api/v1/session/refresh", headers={**GUARD, "User-Agent": "Firefox"})
    assert world.identity.clients[-1].user_agent == "Firefox"


async def test_the_cookie_of_the_former_version_is_taken_once_and_replaced(
    stranger: httpx.AsyncClient, world: World
) -> None:
    former = refresh_cookie(await stranger.post("/api/v1/session", json=SIGN_IN)).value
    stranger.cookies.clear()
    answer = await stranger.post("/api/v1/session/refresh", headers={**GUARD, "Cookie": f"{FORMER_COOKIE}={former}"})
    assert answer.status_code == 200
    assert world.identity.refresh_tokens[refresh_cookie(answer).value] == ADA
    removed = set_cookie(answer, FORMER_COOKIE)
    assert (removed.value, removed["max-age"], removed["path"]) == ("", "0", "/api/v1/session")


async def test_a_former_cookie_counts_for_nothing_beside_the_present_one_and_is_removed(
    stranger: httpx.AsyncClient, world: World
) -> None:
    own = refresh_cookie(await stranger.post("/api/v1/session", json=SIGN_IN)).value
    stranger.cookies.clear()
    both = f"{FORMER_COOKIE}=planted; {COOKIE}={own}"
    answer = await stranger.post("/api/v1/session/refresh", headers={**GUARD, "Cookie": both})
    assert (answer.status_code, answer.json()["user"]) == (200, USER)
    assert set_cookie(answer, FORMER_COOKIE).value == ""
    assert own not in world.identity.refresh_tokens


async def test_signing_out_ends_the_session_of_a_former_cookie_too(stranger: httpx.AsyncClient, world: World) -> None:
    former = refresh_cookie(await stranger.post("/api/v1/session", json=SIGN_IN)).value
    stranger.cookies.clear()
    await stranger.delete("/api/v1/session", headers={**GUARD, "Cookie": f"{FORMER_COOKIE}={former}"})
    assert world.identity.refresh_tokens == {}


async def test_renewing_without_a_cookie_is_told_to_sign_in(stranger: httpx.AsyncClient) -> None:
    assert_problem(await stranger.post("/api/v1/session/refresh", headers=GUARD), 401, "SESSION_ENDED")


async def test_a_refresh_token_that_was_used_is_refused(stranger: httpx.AsyncClient) -> None:
    former = refresh_cookie(await stranger.post("/api/v1/session", json=SIGN_IN)).value
    await stranger.post("/api/v1/session/refresh", headers=GUARD)
    stranger.cookies.clear()
    answer = await stranger.post("/api/v1/session/refresh", headers={**GUARD, "Cookie": f"{COOKIE}={former}"})
    assert_problem(answer, 401, "SESSION_ENDED")


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/session/refresh"), ("DELETE", "/api/v1/session")])
async def test_a_call_that_lives_on_the_cookie_needs_our_header(
    stranger: httpx.AsyncClient, world: World, method: str, path: str
) -> None:
    await stranger.post("/api/v1/session", json=SIGN_IN)
    before = dict(world.identity.refresh_tokens)
    assert_problem(await stranger.request(method, path), 403, "GUARD_HEADER_MISSING")
    assert world.identity.refresh_tokens == before


async def test_signing_out_ends_the_session_and_takes_the_cookie_away(
    stranger: httpx.AsyncClient, world: World
) -> None:
    await stranger.post("/api/v1/session", json=SIGN_IN)
    answer = await stranger.delete("/api/v1/session", headers=GUARD)
    assert (answer.status_code, answer.content) == (204, b"")
    cookie = refresh_cookie(answer)
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/")
    assert world.identity.refresh_tokens == {}


async def test_a_session_has_a_cookie_for_previews_that_is_renewed_and_ends_with_its_access_token(
    stranger: httpx.AsyncClient, world: World
) -> None:
    for path in ("/api/v1/session", "/api/v1/session/refresh"):
        answer = await stranger.post(path, json=SIGN_IN if path.endswith("session") else None, headers=GUARD)
        cookie, session = set_cookie(answer, PREVIEW_COOKIE), answer.json()
        assert cookie.value == session["accessToken"]
        assert int(cookie["max-age"]) == session["expiresIn"]
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"].lower()) == (True, True, "strict")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert PREVIEW_COOKIE.startswith("__Host-")
    assert world.identity.access_tokens[cookie.value] == ADA


async def test_the_browser_forgets_pictures_when_a_session_begins_or_ends_and_keeps_them_when_it_is_renewed(
    stranger: httpx.AsyncClient,
) -> None:
    begun = await stranger.post("/api/v1/session", json=SIGN_IN)
    renewed = await stranger.post("/api/v1/session/refresh", headers=GUARD)
    ended = await stranger.delete("/api/v1/session", headers=GUARD)
    assert [answer.headers.get("clear-site-data") for answer in (begun, renewed, ended)] == ['"cache"', None, '"cache"']
    removed = set_cookie(ended, PREVIEW_COOKIE)
    assert (removed.value, removed["max-age"], removed["path"]) == ("", "0", "/")


async def test_the_browser_forgets_pictures_of_a_session_that_it_learns_has_ended(
    stranger: httpx.AsyncClient, world: World
) -> None:
    nobody = await stranger.post("/api/v1/session/refresh", headers=GUARD)
    assert "clear-site-data" not in nobody.headers
    await stranger.post("/api/v1/session", json=SIGN_IN)
    world.identity.refresh_tokens.clear()
    answer = await stranger.post("/api/v1/session/refresh", headers=GUARD)
    assert_problem(answer, 401, "SESSION_ENDED")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["www-authenticate"] == "Bearer"
    assert set_cookie(answer, PREVIEW_COOKIE)["max-age"] == "0"


async def test_a_wrong_password_takes_nothing_from_the_browser(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("/api/v1/session", json={**SIGN_IN, "password": "wrong"})
    assert not {"clear-site-data", "set-cookie"} & set(answer.headers)


async def test_signing_out_without_a_session_is_no_error(stranger: httpx.AsyncClient, world: World) -> None:
    answer = await stranger.delete("/api/v1/session", headers=GUARD)
    assert answer.status_code == 204
    assert world.steps.names == []


async def test_the_session_says_whose_it_is(ada: httpx.AsyncClient) -> None:
    answer = await ada.get("/api/v1/session")
    assert (answer.status_code, answer.json()) == (200, {"user": USER})


async def test_the_cookie_alone_is_no_proof_of_who_asks(stranger: httpx.AsyncClient) -> None:
    await stranger.post("/api/v1/session", json=SIGN_IN)
    assert_problem(await stranger.get("/api/v1/session"), 401, "TOKEN_MISSING")
