"""The account area: every page at its own address, on wide and narrow screens, and what can be done there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.member import API, make_api_key
from tests.media.eicar import EICAR
from tests.media.images import jpeg, png

if TYPE_CHECKING:
    from momento_local.stack import Stack

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

PLACES = {
    "/account": "Profile",
    "/account/sessions": "Sessions",
    "/account/password": "Password",
    "/account/factors": "Security",
    "/account/keys": "API keys",
    "/account/activity": "Activity",
}
FIRST_LOAD_BYTES = 150_000
LOADED = "performance.getEntriesByType('resource').map(({ name, encodedBodySize }) => [name, encodedBodySize])"
OWN_REQUEST = {"x-momento-request": "1"}
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile Safari/604.1"


@pytest.fixture
def address(stack: Stack) -> str:
    return stack.settings.edge_url


def test_the_profile_says_who_is_signed_in_and_how_much_they_have_stored(visitor: Visitor, member: Member) -> None:
    member.keep("picture.png", png(64, 64))
    visitor.page.get_by_role("button", name="Account of A Member").click()
    visitor.page.get_by_role("link", name="Account", exact=True).click()
    page = visitor.page.get_by_role("main")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page).to_be_focused()
    expect(page).to_contain_text(member.email)
    expect(page).to_contain_text("1 item")


def test_the_first_load_is_under_150_kb_of_script_and_holds_no_page_of_the_account(visitor: Visitor) -> None:
    entries = visitor.page.evaluate(LOADED)
    scripts = {name: size for name, size in entries if name.endswith(".js")}
    assert 0 < sum(scripts.values()) < FIRST_LOAD_BYTES
    assert not [name for name in scripts if "ProfilePage" in name or "strength" in name]


def test_every_page_stands_a_reload_and_is_reached_by_back_and_forward(visitor: Visitor, address: str) -> None:
    heading = visitor.page.get_by_role("main").get_by_role("heading", level=1)
    visitor.page.goto(f"{address}/account")
    for name in list(PLACES.values())[1:]:
        visitor.page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(heading).to_have_text(name)
        expect(visitor.page).to_have_title(f"{name} · Momento")
        visitor.page.reload()
        expect(heading).to_have_text(name)
    for name in reversed(list(PLACES.values())[:-1]):
        visitor.page.go_back()
        expect(heading).to_have_text(name)
    visitor.page.go_forward()
    expect(heading).to_have_text("Sessions")


def test_a_narrow_screen_lists_the_pages_below_the_profile_and_leads_back(visitor: Visitor, address: str) -> None:
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    for path, name in list(PLACES.items())[1:]:
        visitor.page.goto(f"{address}/account")
        visitor.page.get_by_role("link", name=name).click()
        expect(visitor.page).to_have_url(address + path)
        expect(visitor.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.page.get_by_role("link", name="Account", exact=True).click()
    expect(visitor.page.get_by_role("heading", name="Profile")).to_be_visible()


def test_an_unknown_page_of_the_account_says_so_and_leads_on(visitor: Visitor, address: str) -> None:
    visitor.page.goto(f"{address}/account/nowhere")
    expect(visitor.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    visitor.page.get_by_role("link", name="Profile").click()
    expect(visitor.page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_lost_telephone_is_signed_out_and_then_all_others(visitor: Visitor, member: Member, address: str) -> None:
    member.client.headers["user-agent"] = PHONE
    member.sign_in()
    visitor.page.goto(f"{address}/account/sessions")
    rows = visitor.page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    expect(rows.filter(has_text="This device")).to_have_count(1)
    rows.get_by_role("button", name="Sign out Safari on iOS").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(rows.filter(has_text="Safari on iOS")).to_have_count(0)
    assert member.client.post(f"{API}/session/refresh", headers=OWN_REQUEST).status_code == 401
    visitor.page.get_by_role("button", name="Sign out all others").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Sign out all others").click()
    expect(rows).to_have_count(1)
    expect(visitor.page.get_by_role("main")).to_contain_text("You are signed in on this device only.")
    member.sign_in()


def test_a_key_is_made_shown_once_works_and_is_revoked(visitor: Visitor, member: Member, address: str) -> None:
    page, dialog = visitor.page, visitor.page.get_by_role("dialog")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/account/keys")
    page.get_by_role("button", name="New key").click()
    dialog.get_by_label("Name", exact=True).fill("backup at home")
    dialog.get_by_label("Change your pictures").check()
    dialog.get_by_label("Works for").select_option("30 days")
    dialog.get_by_label("Your password").fill("not the password")
    dialog.get_by_role("button", name="Create an API key").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Your password").fill(member.password)
    dialog.get_by_role("button", name="Create an API key").click()
    secret = dialog.get_by_label("Key: backup at home").input_value()
    assert re.fullmatch(r"momento_[\w-]{77}", secret)
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    asked = member.client.get(f"{API}/media", headers={"Authorization": f"Bearer {secret}"})
    assert asked.status_code == 200
    dialog.get_by_role("button", name="Done").click()
    assert secret not in page.content()
    row = page.get_by_role("listitem").filter(has_text="backup at home")
    expect(row).to_contain_text("May see pictures, change pictures")
    expect(row).to_contain_text("expires in 30 days")
    row.get_by_role("button", name="Revoke backup at home").click()
    dialog.get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("You have no keys")


def test_a_password_is_changed_with_advice_and_other_sessions_and_api_keys_end(
    visitor: Visitor, member: Member, address: str
) -> None:
    page = visitor.page
    secret = make_api_key(member, "media:read")["secret"]
    page.goto(f"{address}/account/password")
    end_keys = page.get_by_role("checkbox", name="End my API keys, too")
    expect(end_keys).to_be_checked()
    expect(end_keys).to_have_accessible_description(re.compile("^script\\."))
    present, chosen = page.get_by_label("Current password"), page.get_by_label("New password")
    change = page.get_by_role("button", name="Change password")
    chosen.fill("password1")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Very weak")
    present.fill(member.password)
    change.click()
    expect(page.get_by_role("alert")).to_contain_text("Many people use this password")
    expect(chosen).to_be_focused()
    chosen.fill("violet tractor hums 42 moons")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Very strong")
    present.fill("not the password")
    change.click()
    expect(present).to_be_focused()
    expect(present).to_have_attribute("aria-invalid", "true")
    present.fill(member.password)
    change.click()
    expect(page.get_by_text("your API keys have ended")).to_be_visible()
    expect(end_keys).to_have_count(0)
    refused = member.client.get(f"{API}/media", headers={"Authorization": f"Bearer {secret}"})
    assert refused.status_code == 401
    assert member.client.post(f"{API}/session/refresh", headers=OWN_REQUEST).status_code == 401
    member.password = "violet tractor hums 42 moons"
    member.sign_in()


def test_the_history_tells_in_words_and_is_filtered_at_its_own_address(
    visitor: Visitor, member: Member, address: str
) -> None:
    item = member.keep("lake.png", png(64, 64))
    member.send("infected.jpg", jpeg(comment=EICAR))
    make_api_key(member, "media:read")
    page = visitor.page
    page.goto(f"{address}/account/activity")
    events = page.get_by_role("main").get_by_role("listitem")
    expect(events.filter(has_text="lake.png was stored")).to_be_visible()
    expect(events.filter(has_text="infected.jpg was rejected: malware was found in it")).to_be_visible()
    expect(events.filter(has_text="An API key was created")).to_be_visible()
    page.get_by_role("radio", name="Uploads").check()
    expect(events).to_have_count(2)
    page.reload()
    expect(events).to_have_count(2)
    events.filter(has_text="infected.jpg").locator("summary").press("Enter")
    expect(page.get_by_text("nothing of it was kept")).to_be_visible()
    events.filter(has_text="lake.png").locator("summary").click()
    page.get_by_role("link", name="Show it").click()
    expect(page.get_by_role("dialog", name="lake.png")).to_be_visible()
    expect(page).to_have_url(f"{address}/?item={item['uploadId']}")


def test_a_page_that_cannot_ask_the_server_says_so_and_can_try_again(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.route("**/api/v1/account/sessions", lambda route: route.abort())
    page.goto(f"{address}/account/sessions")
    expect(page.get_by_role("alert")).to_contain_text("Momento could not be reached")
    page.unroute("**/api/v1/account/sessions")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("listitem").filter(has_text="This device")).to_be_visible()
