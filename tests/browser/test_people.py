"""From the link of the set-up to a member who is out: administrators at the page."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_every_look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack
    from playwright.sync_api import Browser

PASSWORD = "violet tractor 42 moon"
MAX_MILLISECONDS = 5_000


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Pages of people who share nothing, and whether something went wrong in one."""
    faults: list[str] = []
    contexts = []

    def make() -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def register(page: Page, link: str, name: str, email: str = "") -> None:
    """Makes an account by a link, which leaves the address at once."""
    page.goto(link)
    expect(page.get_by_text("You are invited.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/register$"))
    page.get_by_label("Your name").fill(name)
    if email:
        page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("banner")).to_be_visible()


def test_from_the_first_link_to_a_member_who_is_out(stack: Stack, new_page: Callable[[], Page]) -> None:
    root, guest = new_page(), new_page()
    email = f"{secrets.token_hex(6)}@example.org"
    register(root, stack.setup_link(), "Root", f"{secrets.token_hex(6)}@example.org")

    root.get_by_role("button", name="Account of Root").click()
    root.get_by_role("link", name="People").click()
    root.get_by_role("link", name="Invitations").click()
    root.get_by_label("Email").fill(email)
    root.get_by_role("button", name="Create the invitation").click()
    link = root.get_by_label("Link", exact=True).input_value()
    expect(root.get_by_role("list", name="Open invitations").get_by_role("listitem")).to_contain_text(email)
    found = violations_in_every_look(root)

    register(guest, link, "Guest")
    guest.get_by_role("button", name="Account of Guest").click()
    expect(guest.get_by_text(email)).to_be_visible()
    expect(guest.get_by_role("link", name="People")).to_have_count(0)

    root.get_by_role("link", name="People").click()
    root.get_by_label("Part of an address").fill(email)
    root.get_by_role("button", name="Find").click()
    expect(root.get_by_role("button", name="Manage Guest")).to_be_visible()
    found += violations_in_every_look(root)
    root.get_by_role("button", name="Manage Guest").click()
    expect(root.get_by_role("dialog")).to_be_visible()
    assert found + violations_in_every_look(root) == []
    root.get_by_role("button", name="Disable the account").click()
    expect(root.get_by_text("Disabled", exact=True)).to_be_visible()
    guest.wait_for_timeout(MAX_MILLISECONDS)
    guest.reload()
    expect(guest.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    guest.get_by_label("Email").fill(email)
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.get_by_text("Your account is disabled")).to_be_visible()


def test_a_link_for_a_new_password_leaves_the_address_and_a_wrong_one_is_told(
    stack: Stack, new_page: Callable[[], Page]
) -> None:
    page = new_page()
    page.goto(f"{stack.settings.edge_url}/reset-password?reset=nothing")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Use this password").click()
    expect(page.get_by_role("alert")).to_contain_text("The link was used or has expired")
    assert page.url == f"{stack.settings.edge_url}/reset-password"
