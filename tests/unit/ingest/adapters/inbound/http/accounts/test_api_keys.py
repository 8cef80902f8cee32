from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.ingest.web import assert_problem, browser
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

PATH = "/api/v1/account/api-keys"
END = datetime(2026, 12, 24, 18, tzinfo=UTC)
WISH = {
    "name": "backup",
    "scopes": ["media:read"],
    "expiresAt": END.isoformat(),
    "password": "the present one",
}


@pytest.fixture(autouse=True)
def password(world: World) -> None:
    world.identity.people[ADA.email] = (ADA, "the present one")


async def test_a_key_is_told_once(ada: httpx.AsyncClient) -> None:
    made = await ada.post(PATH, json=WISH)
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    key = made.json()["apiKey"]
    assert (key["name"], key["scopes"], key["expiresAt"]) == ("backup", ["media:read"], "2026-12-24T18:00:00Z")
    assert "lastUsedAt" not in key
    listed = await ada.get(PATH)
    assert listed.json() == {"apiKeys": [key]}
    assert made.json()["secret"] not in listed.text


async def test_a_key_works_as_a_bearer_token_for_what_it_is_for(ada: httpx.AsyncClient, world: World) -> None:
    secret = (await ada.post(PATH, json=WISH)).json()["secret"]
    async with browser(world, secret) as script:
        assert (await script.get("/api/v1/timeline")).status_code == 200
        answer = await script.get("/api/v1/activity")
        assert_problem(answer, 403, "SCOPE_MISSING")
        assert "account:read" in answer.json()["detail"]


async def test_a_key_is_revoked_once(ada: httpx.AsyncClient) -> None:
    key_id = (await ada.post(PATH, json=WISH)).json()["apiKey"]["keyId"]
    answer = await ada.delete(f"{PATH}/{key_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert_problem(await ada.delete(f"{PATH}/{key_id}"), 404, "API_KEY_UNKNOWN")


async def test_without_the_password_there_is_no_key(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.post(PATH, json={**WISH, "password": "a guess"}), 403, "PASSWORD_WRONG")
    assert (await ada.get(PATH)).json() == {"apiKeys": []}


@pytest.mark.parametrize(
    "change",
    [
        {"expiresAt": "2026-12-24T18:00:00"},
        {"expiresAt": "soon"},
        {"expiresAt": None},
        {"scopes": "media:read"},
        {"scopes": ["media:read"] * 11},
        {"name": 1},
        {"admin": True},
    ],
)
async def test_a_wish_of_another_shape_is_refused(ada: httpx.AsyncClient, change: dict[str, Any]) -> None:
    assert_problem(await ada.post(PATH, json={**WISH, **change}), 400, "INPUT_INVALID")


async def test_a_moment_beyond_the_calendar_is_refused(ada: httpx.AsyncClient) -> None:
    answer = await ada.post(PATH, json={**WISH, "expiresAt": "9999-12-31T23:59:59-14:00"})
    assert_problem(answer, 400, "EXPIRY_INVALID")


async def test_a_moment_is_understood_in_any_zone(ada: httpx.AsyncClient) -> None:
    answer = await ada.post(PATH, json={**WISH, "expiresAt": (END + timedelta(hours=2)).strftime("%FT%T+02:00")})
    assert answer.json()["apiKey"]["expiresAt"] == "2026-12-24T18:00:00Z"
