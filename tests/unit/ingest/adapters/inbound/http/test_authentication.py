from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from momento_ingest.application.accounts.request_limits import Rate
from momento_ingest.domain.errors import Unavailable

from tests.fakes.ingest.web import application, assert_problem, browser
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    from tests.fakes.ingest.world import World

PATH = "/api/v1/session"
SIGN_IN = {"email": ADA.email, "password": "secret"}


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", "Token x", "Bearer", "Bearerx"])
async def test_a_request_without_a_bearer_token_is_asked_to_sign_in(
    stranger: httpx.AsyncClient, header: str | None
) -> None:
    answer = await stranger.get(PATH, headers={} if header is None else {"Authorization": header})
    assert_problem(answer, 401, "TOKEN_MISSING")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["forged", "a b", "é", "x" * 20_000])
async def test_a_token_that_is_not_good_is_refused(stranger: httpx.AsyncClient, token: str) -> None:
    answer = await stranger.get(PATH, headers={b"Authorization": f"Bearer {token}".encode()})
    assert_problem(answer, 401, "TOKEN_INVALID")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_scheme_is_read_in_any_case(stranger: httpx.AsyncClient, token: str) -> None:
    answer = await stranger.get(PATH, headers={"Authorization": f"bEARER  {token}"})
    assert answer.status_code == 200


async def test_a_token_in_the_address_does_not_count(stranger: httpx.AsyncClient, token: str) -> None:
    assert_problem(await stranger.get(PATH, params={"access_token": token}), 401, "TOKEN_MISSING")


async def test_when_auth_does_not_answer_nobody_is_let_in(ada: httpx.AsyncClient, world: World) -> None:
    world.identity.failure = Unavailable("SERVICE_UNREACHABLE", "Another part does not answer.")
    answer = await ada.get(PATH)
    assert_problem(answer, 503, "SERVICE_UNREACHABLE")
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        ((), "203.0.113.9", "127.0.0.1"),
        (("127.0.0.0/8",), "203.0.113.9", "203.0.113.9"),
        (("127.0.0.0/8",), "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (("127.0.0.0/8",), "", "127.0.0.1"),
        (("10.0.0.0/8", "::1/128"), "203.0.113.9", "127.0.0.1"),
    ],
)
async def test_a_forwarded_address_counts_only_when_a_proxy_of_ours_says_it(
    world: World, trusted: tuple[str, ...], forwarded: str, address: str
) -> None:
    world.trusted_proxies = tuple(ip_network(text) for text in trusted)
    async with browser(world) as client:
        await client.post(PATH, json=SIGN_IN, headers={"X-Forwarded-For": forwarded})
    assert world.identity.clients[0].address == address


async def test_of_several_lines_of_forwarded_addresses_the_last_is_our_proxys(world: World) -> None:
    world.trusted_proxies = (ip_network("127.0.0.0/8"),)
    lines = [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")]
    async with browser(world) as client:
        await client.post(PATH, json=SIGN_IN, headers=lines)
    assert world.identity.clients[0].address == "203.0.113.9"


async def test_an_account_that_sends_too_many_requests_is_told_when_to_come_again(world: World, token: str) -> None:
    world.account_rate = Rate(0.25, 2)
    async with browser(world, token) as client:
        assert [(await client.get(PATH)).status_code for _ in range(3)] == [200, 200, 429]
        refused = await client.get(PATH)
        assert_problem(refused, 429, "TOO_MANY_REQUESTS")
        assert refused.headers["retry-after"] == "4"
        assert (await client.get("/api/v1/limits")).status_code == 200


async def test_an_api_key_that_sends_too_many_requests_leaves_its_owner_alone(world: World, token: str) -> None:
    world.key_rate = Rate(1, 1)
    key = "momento_key"
    world.identity.access_tokens[key] = ADA
    app: Any = application(world)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://momento.example") as client:
        statuses = [
            (await client.get(PATH, headers={"Authorization": f"Bearer {bearer}"})).status_code
            for bearer in (key, key, token, token)
        ]
    assert statuses == [200, 429, 200, 200]
