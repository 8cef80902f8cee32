from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento_ingest.domain.errors import SecondFactorRequired

from tests.fakes.ingest.factors import CODE, RECOVERY_CODES
from tests.fakes.ingest.web import assert_problem
from tests.fakes.ingest.world import ADA

if TYPE_CHECKING:
    import httpx

    from tests.fakes.ingest.world import World

API = "/api/v1"
FACTORS = f"{API}/account/factors"
PASSWORD = "the present one"


@pytest.fixture(autouse=True)
def password(world: World) -> None:
    world.identity.people[ADA.email] = (ADA, PASSWORD)


async def step_up(ada: httpx.AsyncClient) -> dict[str, Any]:
    answer = await ada.post(f"{API}/session/step-up", json={"password": PASSWORD})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def with_app(ada: httpx.AsyncClient) -> list[str]:
    await step_up(ada)
    assert (await ada.post(f"{FACTORS}/totp")).status_code == 201
    answer = await ada.post(f"{FACTORS}/totp/confirmation", json={"code": CODE})
    codes: list[str] = answer.json()["recoveryCodes"]
    return codes


async def with_passkey(ada: httpx.AsyncClient) -> dict[str, Any]:
    await step_up(ada)
    begun = (await ada.post(f"{FACTORS}/passkeys/challenge")).json()
    answer = {"challenge": begun["challenge"], "name": "Telephone", "passkey": begun["options"]}
    made = await ada.post(f"{FACTORS}/passkeys", json=answer)
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    found: dict[str, Any] = made.json()
    return found


async def test_an_app_is_set_up_confirmed_and_removed(ada: httpx.AsyncClient) -> None:
    assert_problem(await ada.post(f"{FACTORS}/totp"), 403, "STEP_UP_REQUIRED")
    assert (await step_up(ada))["provedUntil"] == "2026-03-01T12:05:00Z"
    begun = await ada.post(f"{FACTORS}/totp")
    assert begun.json() == {"secret": "SECRET", "address": "otpauth://totp/Momento:ada@example.org?secret=SECRET"}
    assert_problem(await ada.post(f"{FACTORS}/totp/confirmation", json={"code": "000000"}), 403, "PROOF_WRONG")
    confirmed = await ada.post(f"{FACTORS}/totp/confirmation", json={"code": CODE})
    assert confirmed.json() == {"recoveryCodes": RECOVERY_CODES}
    listed = (await ada.get(FACTORS)).json()
    assert listed == {"passkeys": [], "recoveryCodesLeft": 2, "totp": {"confirmedAt": "2026-03-01T12:00:00Z"}}
    assert_problem(await ada.post(f"{FACTORS}/totp"), 409, "TOTP_PRESENT")
    assert (await ada.delete(f"{FACTORS}/totp")).status_code == 204
    assert "totp" not in (await ada.get(FACTORS)).json()


async def test_a_passkey_is_added_renamed_and_removed(ada: httpx.AsyncClient) -> None:
    made = await with_passkey(ada)
    assert (made["passkey"]["name"], made["recoveryCodes"]) == ("Telephone", RECOVERY_CODES)
    path = f"{FACTORS}/passkeys/{made['passkey']['passkeyId']}"
    assert (await ada.patch(path, json={"name": "Old"})).status_code == 204
    assert [it["name"] for it in (await ada.get(FACTORS)).json()["passkeys"]] == ["Old"]
    assert (await ada.delete(path)).status_code == 204
    assert_problem(await ada.delete(path), 404, "PASSKEY_UNKNOWN")


async def test_new_recovery_codes_are_told_once(ada: httpx.AsyncClient) -> None:
    await with_app(ada)
    made = await ada.post(f"{FACTORS}/recovery-codes")
    assert (made.status_code, made.json()) == (201, {"recoveryCodes": RECOVERY_CODES})
    assert not [code for code in RECOVERY_CODES if code in (await ada.get(FACTORS)).text]


async def test_a_fresh_proof_takes_the_second_factor_too(ada: httpx.AsyncClient, world: World) -> None:
    await with_app(ada)
    world.factors.proved.clear()
    asked = (await step_up(ada))["asked"]
    assert_problem(await ada.delete(f"{FACTORS}/totp"), 403, "STEP_UP_REQUIRED")
    path = f"{API}/session/step-up/second-factor"
    wrong = await ada.post(path, json={"challenge": asked["challenge"], "totpCode": "000000"})
    assert_problem(wrong, 403, "PROOF_WRONG")
    answer = await ada.post(path, json={"challenge": asked["challenge"], "totpCode": CODE})
    assert answer.json() == {"provedUntil": "2026-03-01T12:05:00Z"}
    assert (await ada.delete(f"{FACTORS}/totp")).status_code == 204


async def test_a_password_that_is_not_enough_is_told_with_a_challenge(
    stranger: httpx.AsyncClient, world: World
) -> None:
    asked = world.factors.ask(ADA)
    world.identity.failure = SecondFactorRequired(
        "Sign-in needs a second factor.",
        challenge=asked.challenge,
        methods=["totp", "passkey"],
        passkey_options=asked.passkey_options,
    )
    refused = await stranger.post(f"{API}/session", json={"email": ADA.email, "password": PASSWORD})
    world.identity.failure = None
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (401, "SECOND_FACTOR_REQUIRED")
    assert problem["methods"] == ["totp", "passkey"]
    assert problem["passkeyOptions"] == {"challenge": problem["challenge"]}
    assert "set-cookie" not in refused.headers

    answer = await stranger.post(
        f"{API}/session/second-factor", json={"challenge": problem["challenge"], "totpCode": CODE}
    )
    assert answer.status_code == 200
    assert answer.json()["user"]["email"] == ADA.email
    assert "HttpOnly" in answer.headers["set-cookie"]


@pytest.mark.parametrize("proof", [{}, {"totpCode": CODE, "recoveryCode": "x"}])
async def test_exactly_one_answer_is_taken(stranger: httpx.AsyncClient, proof: dict[str, str]) -> None:
    answer = await stranger.post(f"{API}/session/second-factor", json={"challenge": "c", **proof})
    assert_problem(answer, 400, "PROOF_MISSING")


async def test_a_recovery_code_is_passed_on_as_it_was_typed(stranger: httpx.AsyncClient, world: World) -> None:
    world.factors.codes[ADA] = list(RECOVERY_CODES)
    for expected in (200, 403):
        answer = {"challenge": world.factors.ask(ADA).challenge, "recoveryCode": RECOVERY_CODES[0]}
        assert (await stranger.post(f"{API}/session/second-factor", json=answer)).status_code == expected


async def test_a_passkey_takes_the_place_of_the_password(stranger: httpx.AsyncClient, ada: httpx.AsyncClient) -> None:
    await with_passkey(ada)
    asked = (await stranger.post(f"{API}/session/passkey/challenge")).json()
    assert asked["methods"] == ["passkey"]
    answer = {"challenge": asked["challenge"], "passkey": asked["passkeyOptions"]}
    signed_in = await stranger.post(f"{API}/session/passkey", json=answer)
    assert (signed_in.status_code, signed_in.json()["tokenType"]) == (200, "Bearer")
    assert_problem(await stranger.post(f"{API}/session/passkey", json=answer), 403, "CHALLENGE_ENDED")


@pytest.mark.parametrize("path", ["second-factor", "passkey", "passkey/challenge"])
async def test_another_sites_form_cannot_sign_anybody_in(stranger: httpx.AsyncClient, path: str) -> None:
    answer = await stranger.post(f"{API}/session/{path}", content="{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
