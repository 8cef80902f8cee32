"""axe-core finds nothing serious on any page, light and dark, wide and narrow (WCAG 2.2 AA)."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import expect

from tests.e2e.member import make_api_key
from tests.media.images import png

if TYPE_CHECKING:
    from momento_local.stack import Stack
    from playwright.sync_api import Browser, Page

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

AXE = Path(__file__).parents[2] / "services/ingest/web/node_modules/axe-core/axe.min.js"
OPEN = ["/sign-in", "/register", "/forgot-password", "/reset-password?reset=none"]
"""Pages for whoever is not signed in."""
OWN = [
    "/",
    "/?q=nothing+like+this",
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
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = ((1280, 800), (390, 844))
BAD = ("serious", "critical")
_RESTYLED = """() => {
  const { style } = document.documentElement;
  style.display = 'none';
  void document.documentElement.offsetHeight;
  style.display = '';
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
"""Chromium leaves inherited colours as they were before another scheme was emulated; this makes them anew."""
_RUN = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, a line for each element."""
    if page.evaluate("typeof axe") == "undefined":
        # Through the browser's own door for debuggers, because the page's policy allows no script but its own.
        page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    bad = [rule for rule in found if rule["impact"] in BAD]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in bad for node in rule["nodes"]]


def violations_in_every_look(page: Page) -> list[str]:
    """The same, light and dark, wide and narrow."""
    found = []
    for scheme, (width, height) in itertools.product(SCHEMES, SIZES):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(_RESTYLED)
        found += [f"{scheme} {width}: {line}" for line in violations(page)]
    return found


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
