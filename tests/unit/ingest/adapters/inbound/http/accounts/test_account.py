from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_ingest.domain.errors import InvalidInput, TooManyRequests
from momento_ingest.domain.uploads.capacity import Capacity

from tests.fakes.ingest.catalog import media_item
from tests.fakes.ingest.identity import session_id
from tests.fakes.ingest.web import assert_problem, browser
from tests.fakes.ingest.world import ADA, World

if TYPE_CHECKING:
    import httpx

SESSIONS = "/api/v1/account/sessions"
PASSWORD = "/api/v1/account/password"
CHANGE = {"password": "the present one", "newPassword": "another long one"}


async def test_an_account_is_shown_to_its_owner(ada: httpx.AsyncClient) -> None:
    answer = await ada.get("/api/v1/account")
    assert answer.json() == {
        "user": {
            "userId": ADA.user_id.value,
            "email": ADA.email,
            "displayName": ADA.display_name,
            "role": "member",
        }
    }


async def test_its_owner_is_told_how_to_sign_in(ada: httpx.AsyncClient) -> None:
    assert (await ada.get("/api/v1/account/ways")).json() == {"hasPassword": True, "provider": None}


async def test_what_is_stored_is_told_with_the_quota_where_there_is_one() -> None:
    for quota, reported in ((0, {}), (1_000, {"quotaBytes": 1_000})):
        world = World(capacity=Capacity(quota_bytes=quota))
        world.catalog.items["a"] = media_item("a", bytes=5)
        async with browser(world, world.identity.signed_in(ADA)) as ada:
            answer = await ada.get("/api/v1/account/usage")
        assert answer.json() == {"mediaCount": 1, "bytes": 5, **reported}


async def test_sessions_are_listed_with_their_devices(ada: httpx.AsyncClient, world: World, token: str) -> None:
    world.identity.signed_in(ADA)
    answer = await ada.get(SESSIONS)
    assert answer.headers["cache-control"] == "no-store"
    present, other = answer.json()["sessions"]
    assert set(present) == {"sessionId", "createdAt", "lastUsedAt", "expiresAt", "address", "userAgent", "current"}
    assert (present["sessionId"], present["userAgent"]) == (session_id(token), "Firefox")
    assert (present["current"], other["current"]) == (True, False)


async def test_one_session_is_ended_and_then_unknown(ada: httpx.AsyncClient, world: World) -> None:
    other = world.identity.signed_in(ADA)
    path = f"{SESSIONS}/{session_id(other)}"
    answer = await ada.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert other not in world.identity.access_tokens
    assert_problem(await ada.delete(path), 404, "SESSION_UNKNOWN")


async def test_all_others_are_ended_at_once(ada: httpx.AsyncClient, world: World, token: str) -> None:
    for _ in range(2):
        world.identity.signed_in(ADA)
    assert (await ada.delete(SESSIONS)).json() == {"ended": 2}
    assert (await ada.delete(SESSIONS)).json() == {"ended": 0}
    assert list(world.identity.access_tokens) == [token]


async def test_a_password_is_changed_and_auth_learns_from_where(ada: httpx.AsyncClient, world: World) -> None:
    world.identity.people[ADA.email] = (ADA, "the present one")
    answer = await ada.put(PASSWORD, json=CHANGE)
    assert (answer.status_code, answer.content) == (204, b"")
    assert world.identity.people[ADA.email][1] == "another long one"
    assert world.identity.clients[0].address == "127.0.0.1"


@pytest.mark.parametrize(("wish", "left"), [({}, 0), ({"keepApiKeys": False}, 0), ({"keepApiKeys": True}, 1)])
async def test_api_keys_end_with_the_former_password_unless_they_are_to_be_kept(
    ada: httpx.AsyncClient, world: World, wish: dict[str, bool], left: int
) -> None:
    world.identity.people[ADA.email] = (ADA, CHANGE["password"])
    expires_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wished = {"name": "backup", "scopes": ["media:read"], "expiresAt": expires_at, "password": CHANGE["password"]}
    assert (await ada.post("/api/v1/account/api-keys", json=wished)).status_code == 201
    assert (await ada.put(PASSWORD, json={**CHANGE, **wish})).status_code == 204
    assert len((await ada.get("/api/v1/account/api-keys")).json()["apiKeys"]) == left


async def test_a_wrong_password_is_refused_without_doubt_about_the_token(ada: httpx.AsyncClient, world: World) -> None:
    world.identity.people[ADA.email] = (ADA, "something else")
    answer = await ada.put(PASSWORD, json=CHANGE)
    assert_problem(answer, 403, "PASSWORD_WRONG")
    assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (InvalidInput("PASSWORD_REFUSED", "Too short."), 400),
        (TooManyRequests("TOO_MANY_ATTEMPTS", "Wait a while."), 429),
    ],
)
async def test_what_auth_refuses_is_passed_on(
    ada: httpx.AsyncClient, world: World, refusal: InvalidInput | TooManyRequests, status: int
) -> None:
    await ada.get("/api/v1/account")
    world.identity.failure = refusal
    assert_problem(await ada.put(PASSWORD, json=CHANGE), status, refusal.reason)


@pytest.mark.parametrize("body", [{}, {"password": "x"}, {**CHANGE, "userId": "x"}, [], {**CHANGE, "password": 1}])
async def test_a_body_of_another_shape_is_refused(ada: httpx.AsyncClient, body: object) -> None:
    assert_problem(await ada.put(PASSWORD, json=body), 400, "INPUT_INVALID")
