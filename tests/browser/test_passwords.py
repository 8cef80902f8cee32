"""What a password field does for whoever types, pastes, or lets a program fill in (OWASP ASVS V6.2.6, V6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack
    from playwright.sync_api import Browser, Page

LONG = "correct horse battery staple " * 4
FIELDS = [("sign-in", "current-password"), ("register", "new-password")]


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    context = browser.new_context(base_url=stack.settings.edge_url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("path", "kind"), FIELDS)
def test_what_is_typed_is_hidden_until_the_person_wants_to_see_it(page: Page, path: str, kind: str) -> None:
    page.goto(f"/{path}")
    field = page.get_by_label("Password", exact=True)
    expect(field).to_have_attribute("type", "password")
    page.get_by_label("Show password").check()
    expect(field).to_have_attribute("type", "text")
    page.get_by_label("Show password").uncheck()
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", kind)


@pytest.mark.parametrize(("path", "kind"), FIELDS)
def test_a_long_password_can_be_pasted_as_it_is(page: Page, path: str, kind: str) -> None:
    page.goto(f"/{path}")
    page.evaluate("text => navigator.clipboard.writeText(text)", LONG)
    field = page.locator(f"input[autocomplete={kind}]")
    field.focus()
    page.keyboard.press("Control+V")
    expect(field).to_have_value(LONG)


@pytest.mark.parametrize(("path", "kind"), FIELDS)
def test_a_password_manager_finds_name_and_password_in_one_form(page: Page, path: str, kind: str) -> None:
    page.goto(f"/{path}")
    form = page.locator("form").filter(has=page.locator(f"input[type=password][autocomplete={kind}]"))
    expect(form.locator("input[type=email][autocomplete=username]")).to_have_count(1)
