"""Who may make an account is told before anybody fills in a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_every_look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack
    from playwright.sync_api import Browser, Route

SENTENCES = {
    "invited": "Accounts are created by invitation here.",
    "closed": "Registration is closed.",
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page of somebody who has no account."""
    made = browser.new_page()
    yield made
    made.close()


def say(page: Page, registration: str) -> None:
    """Tells the page in the edge's place who may make an account; the stack of these tests takes everybody."""

    def answer(route: Route) -> None:
        route.fulfill(json={"registration": registration, "provider": None})

    page.route("**/api/v1/session/ways", answer)


@pytest.mark.parametrize("registration", SENTENCES)
def test_where_not_everybody_may_there_is_no_form_but_a_word_of_what_to_do(
    page: Page, stack: Stack, registration: str
) -> None:
    say(page, registration)
    page.goto(f"{stack.settings.edge_url}/register")
    expect(page.get_by_text(SENTENCES[registration])).to_be_visible()
    expect(page.get_by_text("ask the administrator")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert violations_in_every_look(page) == []
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_text(SENTENCES[registration])).to_be_visible()
    expect(page.get_by_role("link", name="Create an account")).to_have_count(0)


def test_an_invitation_always_leads_to_the_form(page: Page, stack: Stack) -> None:
    say(page, "closed")
    page.goto(f"{stack.settings.edge_url}/register?invitation=one")
    expect(page.get_by_label("Your name")).to_be_visible()


def test_where_everybody_may_the_sign_in_leads_to_the_form(page: Page, stack: Stack) -> None:
    page.goto(stack.settings.edge_url)
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_label("Your name")).to_be_visible()
