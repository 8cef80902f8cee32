"""axe-core finds nothing serious on any page, light and dark, wide and narrow (WCAG 2.2 AA).

The pages of administrators are tried in `test_people.py`, because a stack is set up only once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_every_look
from tests.e2e.member import make_api_key
from tests.media.images import jpeg_with_gps, png

if TYPE_CHECKING:
    from momento_local.stack import Stack
    from playwright.sync_api import Browser, Page

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

OPEN = ["/sign-in", "/register", "/forgot-password", "/reset-password?reset=none"]
"""Pages for whoever is not signed in."""
OWN = [
    "/",
    "/?q=lake",
    "/?q=nothing+like+this",
    "/?q=%28lake",
    "/trash",
    "/favorites",
    "/albums",
    "/account",
    "/account/sessions",
    "/account/password",
    "/account/keys",
    "/account/activity",
    "/account/factors",
    "/account/data",
    "/account/nowhere",
]
"""Pages for whoever is; a new page is a line here."""


@pytest.fixture
def at_home(visitor: Visitor, member: Member) -> Visitor:
    """A visitor with a picture and a key, so that the pages are not empty."""
    member.keep("lake.png", png(64, 64), tags="lake")
    make_api_key(member, "media:read")
    return visitor


def settle(page: Page) -> None:
    """Waits until the page has asked all it asks at first, and shows it."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_everybody_is_accessible(browser: Browser, stack: Stack, path: str) -> None:
    page = browser.new_page()
    page.goto(stack.settings.edge_url + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations_in_every_look(page) == []
    page.close()


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_ones_own_is_accessible(at_home: Visitor, stack: Stack, path: str) -> None:
    at_home.page.goto(stack.settings.edge_url + path)
    expect(at_home.page.get_by_role("heading", level=1)).to_be_attached()
    settle(at_home.page)
    assert violations_in_every_look(at_home.page) == []


def test_an_album_is_accessible_also_with_something_ticked(at_home: Visitor, member: Member, stack: Stack) -> None:
    kept = [member.keep(f"walk{number}.png", png(65 + number, 64)) for number in range(3)]
    album = member.call("POST", "/albums", json={"title": "Walks"}).json()
    address = f"/albums/{album['albumId']}"
    uploads = {"uploadIds": [item["uploadId"] for item in kept]}
    member.call("POST", f"{address}/media", json=uploads)
    page = at_home.page
    page.goto(stack.settings.edge_url + address)
    expect(page.get_by_role("checkbox", name="Select walk1.png")).to_be_attached()
    settle(page)
    found = violations_in_every_look(page)
    page.get_by_role("checkbox", name="Select walk1.png").click()
    expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()
    assert found + violations_in_every_look(page) == []


def test_suggestions_of_a_search_are_accessible(at_home: Visitor) -> None:
    at_home.page.keyboard.press("/")
    at_home.page.keyboard.type("la")
    expect(at_home.page.get_by_role("option").first).to_be_visible()
    settle(at_home.page)
    assert violations_in_every_look(at_home.page) == []


def test_an_item_with_its_panel_is_accessible(at_home: Visitor, member: Member, stack: Stack) -> None:
    item = member.keep("berlin.jpg", jpeg_with_gps(), tags="holiday")
    page = at_home.page
    page.goto(f"{stack.settings.edge_url}/?item={item['uploadId']}")
    expect(page.get_by_role("dialog", name="berlin.jpg")).to_be_visible()
    panel = page.get_by_role("complementary", name="Information")
    expect(panel.get_by_role("button", name="Remove the tag holiday")).to_be_visible()
    settle(page)
    assert violations_in_every_look(page) == []


def test_the_viewer_is_accessible(at_home: Visitor) -> None:
    at_home.page.reload()
    at_home.page.locator("[data-upload-id]").first.click()
    expect(at_home.page.get_by_role("dialog", name="lake.png")).to_be_visible()
    settle(at_home.page)
    assert violations_in_every_look(at_home.page) == []


def test_the_dialogs_are_accessible(at_home: Visitor, stack: Stack) -> None:
    page = at_home.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    found = violations_in_every_look(page)
    page.goto(f"{stack.settings.edge_url}/account/keys")
    for button in ("New key", "Revoke script"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        found += violations_in_every_look(page)
        page.keyboard.press("Escape")
    assert found == []


def test_the_question_for_a_proof_is_accessible(at_home: Visitor, stack: Stack) -> None:
    page = at_home.page
    page.goto(f"{stack.settings.edge_url}/account/factors")
    page.get_by_role("button", name="Set up", exact=True).click()
    expect(page.get_by_role("dialog", name="Is it you?")).to_be_visible()
    assert violations_in_every_look(page) == []


@pytest.mark.parametrize(("key", "name"), [("t", "Tags of lake.png"), ("l", re.compile("album"))])
def test_what_is_asked_about_an_item_is_accessible(at_home: Visitor, key: str, name: str | re.Pattern[str]) -> None:
    page = at_home.page
    page.reload()
    page.locator("[data-upload-id]").first.focus()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    assert violations_in_every_look(page) == []
