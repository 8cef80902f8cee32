"""Administrators look after people, and see nobody's pictures."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.administrators import carried
from tests.e2e.member import Member, make_api_key
from tests.e2e.verdicts import MAX_SECONDS, edge_verdict, honoured_for
from tests.media.images import png

if TYPE_CHECKING:
    from momento_local.stack import Stack


@pytest.fixture
def asking(root: Member) -> Member:
    """The administrator with a fresh token."""
    root.sign_in()
    return root


def shown(asking: Member, member: Member) -> dict[str, Any]:
    page = asking.call("GET", "/admin/accounts", params={"query": member.email.upper()}).json()
    [person] = page["accounts"]
    found: dict[str, Any] = person
    return found


def change(asking: Member, member: Member, **wanted: Any) -> dict[str, Any]:
    answer = asking.call("PATCH", f"/admin/accounts/{member.user_id}", json=wanted)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def test_the_link_of_the_set_up_made_one_administrator_and_there_is_no_other(stack: Stack, root: Member) -> None:
    assert stack.setup_link() == ""
    assert root.call("GET", "/account").json()["user"]["role"] == "administrator"


def test_an_administrator_sees_how_much_each_has_stored(asking: Member, member: Member) -> None:
    item = member.keep("mine.png", png(5))
    person = shown(asking, member)
    assert (person["usedBytes"], person["mediaCount"], person["role"]) == (item["bytes"], 1, "member")
    assert person["lastSignInAt"] is not None


def test_a_quota_of_ones_own_is_kept_to(asking: Member, member: Member) -> None:
    member.keep("mine.png", png(6))
    assert change(asking, member, quotaBytes=1)["quotaAsConfigured"] is False
    member.sign_in()
    refused = member.send("more.png", png(7))
    assert (refused.status_code, refused.json()["code"]) == (413, "QUOTA_EXCEEDED")
    assert member.call("GET", "/account/usage").json()["quotaBytes"] == 1
    change(asking, member, quotaBytes=None)
    member.sign_in()
    assert member.send("more.png", png(7)).status_code == 201


def test_who_is_disabled_is_out_within_five_seconds_with_every_key(asking: Member, member: Member) -> None:
    script = Member(member.client, member.email, "", member.user_id, "")
    script.token = str(make_api_key(member, "media:read")["secret"])
    assert script.call("GET", "/media").status_code == 200
    change(asking, member, disabled=True)
    assert max(honoured_for(lambda who=who: edge_verdict(who)) for who in (member, script)) <= MAX_SECONDS  # type: ignore[misc]  # the default binds the loop's value
    refused = member.client.post("/api/v1/session", json={"email": member.email, "password": member.password})
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCOUNT_DISABLED")
    change(asking, member, disabled=False)
    member.sign_in()
    member.happened("session.ended", reason="ACCOUNT_DISABLED")


def test_an_administrator_who_is_one_no_more_is_out_within_five_seconds(asking: Member, member: Member) -> None:
    change(asking, member, role="administrator")
    member.sign_in()
    assert member.call("GET", "/admin/invitations").status_code == 200
    change(asking, member, role="member")
    assert honoured_for(lambda: edge_verdict(member)) <= MAX_SECONDS
    member.sign_in()
    assert member.call("GET", "/admin/invitations").status_code == 403


def test_an_invitation_for_an_address_makes_its_account_once(stack: Stack, asking: Member) -> None:
    email = f"{secrets.token_hex(6)}@example.org"
    made = asking.call("POST", "/admin/invitations", json={"email": email}).json()
    assert (made["mailed"], carried(made["link"], "email")) == (False, email)
    guest = Member.registered(stack, email, carried(made["link"], "invitation"))
    again = {"email": email, "password": guest.password, "displayName": "X", "invitation": "used"}
    assert guest.client.post("/api/v1/accounts", json=again).json()["code"] == "INVITATION_INVALID"
    guest.close()


def test_a_link_that_an_administrator_passes_on_gives_a_new_password_once(asking: Member, member: Member) -> None:
    answer = asking.call("POST", f"/admin/accounts/{member.user_id}/reset").json()
    member.password = "violet tractor 42 moon"
    chosen = {"reset": carried(answer["link"], "reset"), "newPassword": member.password}
    assert member.client.put("/api/v1/account/password-reset", json=chosen).status_code == 204
    member.sign_in()
    assert member.client.put("/api/v1/account/password-reset", json=chosen).status_code == 403


@pytest.mark.parametrize("path", ["/admin/accounts", "/admin/invitations"])
def test_no_api_key_of_an_administrator_administers(asking: Member, path: str) -> None:
    key = make_api_key(asking, "account:read")["secret"]
    answer = asking.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "SCOPE_MISSING")
