from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_ingest.application.ports.catalog import Usage
from momento_ingest.application.ports.identity import User
from momento_ingest.domain.identifiers import UserId
from momento_ingest.domain.uploads.capacity import Capacity

from tests.fakes.ingest.web import assert_problem, browser
from tests.fakes.ingest.world import ADA, World

if TYPE_CHECKING:
    import httpx

BOB = User(UserId("01arz3ndektsv4rrffq69g5fae"), "bob@example.org", "Bob", "administrator")
ACCOUNTS = "/api/v1/admin/accounts"
INVITATIONS = "/api/v1/admin/invitations"


@pytest.fixture
def world() -> World:
    world = World(capacity=Capacity(quota_bytes=1000))
    for user in (ADA, BOB):
        world.administration.add(user)
    world.catalog.usage_of[ADA.user_id.value] = Usage(2, 600)
    return world


async def test_people_are_listed_with_what_they_store_and_may(ada: httpx.AsyncClient) -> None:
    answer = await ada.get(ACCOUNTS, params={"limit": 1})
    assert answer.json() == {
        "accounts": [
            {
                "userId": ADA.user_id.value,
                "email": ADA.email,
                "displayName": ADA.display_name,
                "role": "member",
                "createdAt": "2026-03-01T12:00:00Z",
                "disabledAt": None,
                "lastSignInAt": None,
                "usedBytes": 600,
                "mediaCount": 2,
                "quotaBytes": 1000,
                "quotaAsConfigured": True,
            }
        ],
        "nextCursor": ADA.user_id.value,
    }
    rest = (await ada.get(ACCOUNTS, params={"cursor": ADA.user_id.value})).json()
    assert ([it["email"] for it in rest["accounts"]], rest["nextCursor"]) == ([BOB.email], None)
    found = (await ada.get(ACCOUNTS, params={"query": "BOB"})).json()
    assert [it["email"] for it in found["accounts"]] == [BOB.email]


@pytest.mark.parametrize("parameters", [{"cursor": "1"}, {"limit": 0}, {"limit": 100}, {"query": "x" * 255}])
async def test_a_page_that_cannot_be_is_refused(ada: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    assert_problem(await ada.get(ACCOUNTS, params=parameters), 400, "INPUT_INVALID")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"role": "administrator"}, {"role": "administrator"}),
        ({"disabled": True}, {"disabledAt": "2026-03-01T12:00:00Z"}),
        ({"quotaBytes": 5}, {"quotaBytes": 5, "quotaAsConfigured": False}),
        ({"quotaBytes": 0}, {"quotaBytes": 0, "quotaAsConfigured": False}),
        ({"quotaBytes": None}, {"quotaBytes": 1000, "quotaAsConfigured": True}),
    ],
)
async def test_an_account_is_changed_and_shown(
    ada: httpx.AsyncClient, change: dict[str, object], shown: dict[str, object]
) -> None:
    answer = await ada.patch(f"{ACCOUNTS}/{ADA.user_id}", json=change)
    assert answer.status_code == 200
    assert shown.items() <= answer.json().items()


async def test_what_cannot_be_changed_is_refused(ada: httpx.AsyncClient) -> None:
    path = f"{ACCOUNTS}/{ADA.user_id}"
    assert_problem(await ada.patch(path, json={}), 400, "CHANGE_EMPTY")
    for body in ({"role": "owner"}, {"quotaBytes": -1}, {"disabled": None}, {"email": "x@example.org"}):
        assert_problem(await ada.patch(path, json=body), 400, "INPUT_INVALID")
    demoted = await ada.patch(f"{ACCOUNTS}/{BOB.user_id}", json={"role": "member"})
    assert_problem(demoted, 409, "LAST_ADMINISTRATOR")
    assert_problem(await ada.patch(f"{ACCOUNTS}/nobody", json={"disabled": True}), 404, "ACCOUNT_UNKNOWN")


async def test_an_account_is_given_a_new_start(ada: httpx.AsyncClient) -> None:
    answer = await ada.post(f"{ACCOUNTS}/{ADA.user_id}/reset")
    assert answer.status_code == 200
    assert answer.json()["link"].endswith(ADA.user_id.value)


async def test_an_invitation_is_made_listed_and_withdrawn(ada: httpx.AsyncClient) -> None:
    made = (await ada.post(INVITATIONS, json={"email": "guest@example.org", "hours": 24})).json()
    assert (made["mailed"], made["link"]) == (True, "https://momento.example/register?invitation=text")
    assert made["invitation"]["expiresAt"] == "2026-03-02T12:00:00Z"
    assert (await ada.get(INVITATIONS)).json() == {"invitations": [made["invitation"]]}
    path = f"{INVITATIONS}/{made['invitation']['invitationId']}"
    assert (await ada.delete(path)).status_code == 204
    assert_problem(await ada.delete(path), 404, "INVITATION_UNKNOWN")


async def test_nobody_is_invited_for_longer_than_two_weeks(ada: httpx.AsyncClient) -> None:
    for body in ({"hours": 337}, {"hours": 0}, {"role": "owner"}):
        assert_problem(await ada.post(INVITATIONS, json=body), 400, "INPUT_INVALID")


async def test_whoever_administers_nothing_is_refused_before_anybody_is_asked(world: World, token: str) -> None:
    world.identity.scopes[token] = frozenset({"account:manage", "media:read"})
    async with browser(world, token) as member:
        assert_problem(await member.get(ACCOUNTS), 403, "SCOPE_MISSING")
    assert not any("administration" in step for step in world.steps.names)


async def test_a_forgotten_password_is_asked_for_and_chosen_anew(stranger: httpx.AsyncClient, world: World) -> None:
    path = "/api/v1/account/password-reset"
    asked = await stranger.post(path, json={"email": "nobody@example.org"})
    assert (asked.status_code, world.identity.reset_wishes) == (202, ["nobody@example.org"])
    world.identity.people["ada@example.org"] = (ADA, "old")
    chosen = await stranger.put(path, json={"reset": "ada@example.org", "newPassword": "another engine"})
    assert chosen.status_code == 204
    assert world.identity.people["ada@example.org"][1] == "another engine"
    wrong = await stranger.put(path, json={"reset": "x", "newPassword": "another engine"})
    assert_problem(wrong, 403, "PASSWORD_RESET_INVALID")
