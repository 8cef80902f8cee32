"""Signing in by a real OpenID provider, and what is refused when it, or somebody on the way, is not honest."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.provider import NAME, running_provider
from tests.browser.tampering_relay import CALLBACK, saying
from tests.oidc.signing import SigningKey, unsigned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.tampering_relay import TamperingRelay
    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

STRANGER = SigningKey("stranger")


@pytest.fixture(scope="module")
def provider(stack: Stack) -> Iterator[TamperingRelay]:
    with running_provider(stack) as relay:
        yield relay


@pytest.fixture
def honest(provider: TamperingRelay) -> Iterator[TamperingRelay]:
    """The provider as it is, which a test may falsify."""
    yield provider
    provider.tampering = provider.way_back = None


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 800})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def log_in(page: Page, name: str) -> None:
    """Signs in at the provider's own pages, and consents."""
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()


def go(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.settings.edge_url}/sign-in")
    page.get_by_role("link", name=f"Sign in with {NAME}").click()


def refused(page: Page, code: str) -> None:
    """The page says in words what is wrong, and nobody is signed in."""
    problem = page.get_by_role("alert").filter(has_text=f"Code {code}")
    expect(problem).to_contain_text(f"Signing in with {NAME} did not work")
    assert len(problem.inner_text()) > 100
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert "__Host-momento-refresh" not in {cookie["name"] for cookie in page.context.cookies()}
    page.reload()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_text(f"Code {code}")).to_have_count(0)


def new_name() -> str:
    return f"p{secrets.token_hex(6)}"


@pytest.mark.usefixtures("honest")
def test_a_person_signs_in_comes_back_and_stays_signed_in_over_a_reload(stack: Stack, page: Page) -> None:
    name = new_name()
    go(page, stack)
    log_in(page, name)
    expect(page.get_by_role("banner")).to_be_visible()
    assert page.url == f"{stack.settings.edge_url}/"
    page.reload()
    expect(page.get_by_role("banner")).to_be_visible()
    page.goto(f"{stack.settings.edge_url}/account")
    expect(page.get_by_text(f"With {NAME}, as {name}@example.org")).to_be_visible()
    expect(page.get_by_text("This account has no password")).to_be_visible()
    page.get_by_role("button", name="Send me a link to choose a password").click()
    expect(page.get_by_text("This Momento sends no email; ask the administrator for a link.")).to_be_visible()


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        (lambda relay: saying(relay, iss="https://evil.example"), "OIDC_ISSUER_WRONG"),
        (lambda relay: saying(relay, aud="another-application"), "OIDC_AUDIENCE_WRONG"),
        (lambda relay: saying(relay, nonce="of another sign-in"), "OIDC_NONCE_WRONG"),
        (lambda relay: saying(relay, exp=int(time.time()) - 60), "OIDC_TOKEN_EXPIRED"),
        (lambda _: unsigned, "OIDC_ALGORITHM_REFUSED"),
        (lambda _: STRANGER.sign, "OIDC_KEY_UNKNOWN"),
    ],
)
def test_a_token_that_the_provider_did_not_make_for_this_is_refused_with_a_clear_page(
    stack: Stack,
    honest: TamperingRelay,
    page: Page,
    tampering: Callable[[TamperingRelay], Callable[[dict[str, Any]], str]],
    code: str,
) -> None:
    honest.tampering = tampering(honest)
    go(page, stack)
    log_in(page, new_name())
    refused(page, code)


@pytest.mark.usefixtures("honest")
def test_an_address_that_the_provider_has_not_verified_is_refused_with_a_clear_page(stack: Stack, page: Page) -> None:
    go(page, stack)
    log_in(page, f"unverified{secrets.token_hex(6)}")
    refused(page, "OIDC_EMAIL_UNVERIFIED")


@pytest.mark.usefixtures("honest")
def test_who_gives_up_at_the_provider_is_told_so(stack: Stack, page: Page) -> None:
    go(page, stack)
    page.get_by_text("Cancel").click()
    refused(page, "OIDC_DENIED")


def test_an_answer_is_taken_once_and_its_code_opens_no_other_journey(
    stack: Stack, honest: TamperingRelay, context: BrowserContext, page: Page
) -> None:
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.url) if CALLBACK in request.url else None)
    go(page, stack)
    log_in(page, new_name())
    expect(page.get_by_role("banner")).to_be_visible()
    context.clear_cookies(domain="localhost")
    page.goto(answers[0])
    refused(page, "OIDC_STATE_INVALID")
    spent = parse_qs(urlsplit(answers[0]).query)["code"][0]
    honest.way_back = lambda address: re.sub(r"code=[^&]+", f"code={spent}", address)
    go(page, stack)
    refused(page, "OIDC_CODE_REFUSED")


def test_an_answer_is_good_in_the_browser_that_began_and_in_no_other(
    stack: Stack, honest: TamperingRelay, browser: Browser, page: Page
) -> None:
    answers: list[str] = []

    def stop(address: str) -> str:
        answers.append(address)
        return f"{honest.issuer}/stopped"

    honest.way_back = stop
    go(page, stack)
    log_in(page, new_name())
    page.wait_for_url("**/stopped")
    victim = browser.new_context()
    lured = victim.new_page()
    lured.goto(answers[0])
    refused(lured, "OIDC_STATE_INVALID")
    victim.close()


@pytest.mark.usefixtures("honest")
def test_an_account_with_a_password_is_opened_once_its_owner_has_connected_it(
    stack: Stack, visitor: Visitor, member: Member, page: Page
) -> None:
    name = member.email.partition("@")[0]
    go(page, stack)
    log_in(page, name)
    refused(page, "OIDC_LINK_NEEDED")

    owner = visitor.page
    owner.goto(f"{stack.settings.edge_url}/account")
    owner.get_by_role("button", name=f"Connect {NAME}").click()
    owner.get_by_label("Password", exact=True).fill(member.password)
    owner.get_by_role("button", name=f"Connect {NAME}").click()
    log_in(owner, name)
    expect(owner.get_by_text(f"With {NAME}, as {member.email}")).to_be_visible()

    page.goto(f"{stack.settings.edge_url}/sign-in")
    page.get_by_role("link", name=f"Sign in with {NAME}").click()
    expect(page.get_by_role("banner")).to_be_visible()
    assert member.happened("account.linked")["outcome"] == "success"

    owner.get_by_role("button", name=f"Disconnect {NAME}").click()
    owner.get_by_label("Password", exact=True).fill(member.password)
    owner.get_by_role("button", name=f"Disconnect {NAME}").click()
    expect(owner.get_by_role("button", name=f"Connect {NAME}")).to_be_visible()
    expect(owner.get_by_text(f"With {NAME}, as")).to_have_count(0)


@pytest.mark.usefixtures("honest")
def test_who_connects_another_address_is_told_in_the_account(stack: Stack, visitor: Visitor, member: Member) -> None:
    owner = visitor.page
    owner.goto(f"{stack.settings.edge_url}/account")
    owner.get_by_role("button", name=f"Connect {NAME}").click()
    owner.get_by_label("Password", exact=True).fill(member.password)
    owner.get_by_role("button", name=f"Connect {NAME}").click()
    log_in(owner, new_name())
    expect(owner.get_by_text("knows you by another address")).to_be_visible()
    assert owner.url == f"{stack.settings.edge_url}/account"
