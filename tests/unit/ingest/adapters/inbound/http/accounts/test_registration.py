from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.domain.errors import Forbidden, InvalidInput

from tests.fakes.ingest.web import assert_problem

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

BOB = {"email": "bob@example.org", "password": "a long enough one", "displayName": "Bob"}


async def test_registering_makes_an_account(stranger: httpx.AsyncClient, world: World) -> None:
    answer = await stranger.post("/api/v1/accounts", json=BOB)
    assert answer.status_code == 201
    user, password = world.identity.people["bob@example.org"]
    expected = {"userId": user.user_id.value, "email": "bob@example.org", "displayName": "Bob", "role": "member"}
    assert answer.json() == {"user": expected}
    assert password == BOB["password"]
    assert (world.identity.invitations, world.identity.clients[0].address) == ([""], "127.0.0.1")


async def test_an_invitation_is_passed_on(stranger: httpx.AsyncClient, world: World) -> None:
    await stranger.post("/api/v1/accounts", json={**BOB, "invitation": "come"})
    assert world.identity.invitations == ["come"]


async def test_an_address_that_is_taken_is_a_conflict(stranger: httpx.AsyncClient) -> None:
    await stranger.post("/api/v1/accounts", json=BOB)
    assert_problem(await stranger.post("/api/v1/accounts", json=BOB), 409, "EMAIL_TAKEN")


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(InvalidInput("PASSWORD_REFUSED", "Too short."), 400), (Forbidden("REGISTRATION_CLOSED", "Closed."), 403)],
)
async def test_what_auth_refuses_is_passed_on(
    stranger: httpx.AsyncClient, world: World, refusal: InvalidInput | Forbidden, status: int
) -> None:
    world.identity.failure = refusal
    assert_problem(await stranger.post("/api/v1/accounts", json=BOB), status, refusal.reason)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        {**BOB, "admin": True},
        {**BOB, "email": 5},
        {**BOB, "email": None},
        {"email": "bob@example.org", "password": "a long enough one"},
        {"email": "bob@example.org", "password": "a long enough one", "display_name": "Bob"},
    ],
)
async def test_a_body_of_another_shape_is_refused_and_auth_is_not_asked(
    stranger: httpx.AsyncClient, world: World, body: object
) -> None:
    assert_problem(await stranger.post("/api/v1/accounts", json=body), 400, "INPUT_INVALID")
    assert world.steps.names == []


@pytest.mark.parametrize("content", [b"{", b"\xff", b'{"email": "\\ud800"}', b"{} {}", b"[" * 5000])
async def test_a_body_that_is_no_json_is_refused(stranger: httpx.AsyncClient, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await stranger.post("/api/v1/accounts", content=content, headers=headers)
    assert_problem(answer, 400, answer.json()["code"])
    assert answer.json()["code"] in {"INPUT_INVALID", "REQUEST_REFUSED"}


async def test_a_body_that_is_missing_is_asked_for(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("/api/v1/accounts", headers={"Content-Type": "application/json"})
    assert_problem(answer, 400, "INPUT_INVALID")
    assert answer.json()["detail"] == "Send a JSON object."


@pytest.mark.parametrize("path", ["/api/v1/accounts", "/api/v1/session"])
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_what_another_sites_page_could_send_unasked_is_refused(
    stranger: httpx.AsyncClient, world: World, path: str, content_type: str
) -> None:
    body = b'{"email": "bob@example.org", "password": "a long enough one", "displayName": "Bob"}'
    answer = await stranger.post(path, content=body, headers={"Content-Type": content_type})
    assert_problem(answer, 415, "CONTENT_TYPE_NOT_ALLOWED")
    assert world.steps.names == []


async def test_a_problem_does_not_repeat_the_password(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("/api/v1/accounts", json={**BOB, "displayName": 1})
    assert BOB["password"] not in answer.text
