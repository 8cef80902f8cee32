"""Second factors at the page, with Chromium's own virtual authenticator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack
    from playwright.sync_api import Browser

    from tests.e2e.member import Member

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
FACTORS = "/account/factors"


@pytest.fixture
def page(browser: Browser, stack: Stack, member: Member) -> Iterator[Page]:
    """The member's page of factors, on a device that holds passkeys."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visitor = Visitor(context.new_page())
    device = context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    visitor.sign_in(stack.settings.edge_url, member)
    visitor.page.goto(f"{stack.settings.edge_url}{FACTORS}")
    yield visitor.page
    visitor.assert_no_fault()
    context.close()


def prove(page: Page, member: Member) -> None:
    dialog = page.get_by_role("dialog", name="Is it you?")
    dialog.get_by_label("Password", exact=True).fill(member.password)
    dialog.get_by_role("button", name="Continue").click()


def kept_codes(page: Page) -> list[str]:
    """The recovery codes that are shown once."""
    dialog = page.get_by_role("dialog", name="Keep these recovery codes")
    expect(dialog.get_by_role("listitem")).to_have_count(10)
    codes = dialog.get_by_role("listitem").all_inner_texts()
    dialog.get_by_role("button", name="I have kept them").click()
    expect(dialog).to_be_hidden()
    return codes


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Account of")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def give_password(page: Page, member: Member) -> None:
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password", exact=True).fill(member.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()


def expect_inside(page: Page) -> None:
    expect(page.get_by_role("banner")).to_be_visible()


def test_a_passkey_is_a_second_factor_and_takes_the_place_of_the_password(page: Page, member: Member) -> None:
    page.get_by_role("button", name="Add a passkey").click()
    prove(page, member)
    kept_codes(page)
    expect(page.get_by_role("list", name="Passkeys").get_by_role("listitem")).to_have_count(1)

    sign_out(page)
    give_password(page, member)
    page.get_by_role("button", name="Use your passkey").click()
    expect_inside(page)

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_inside(page)
    expect(page.get_by_text("last used")).to_be_visible()


def test_a_passkey_is_renamed_and_removed(page: Page, member: Member) -> None:
    page.get_by_role("button", name="Add a passkey").click()
    prove(page, member)
    kept_codes(page)
    page.get_by_role("button", name="Rename Passkey 1").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Telephone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Remove Telephone").click()
    page.get_by_role("dialog", name="Remove this passkey?").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey is not known here")).to_be_visible()


def test_an_app_is_set_up_and_a_recovery_code_lets_in_once(page: Page, member: Member) -> None:
    page.get_by_role("button", name="Set up").click()
    prove(page, member)
    dialog = page.get_by_role("dialog", name="Set up an authenticator app")
    expect(dialog.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    app = TOTP(dialog.locator("code").inner_text().replace(" ", ""))
    dialog.get_by_label("Code that the app shows now").fill(app.now())
    dialog.get_by_role("button", name="Confirm").click()
    code = kept_codes(page)[0]
    expect(page.get_by_text("10 codes are left.")).to_be_visible()

    for expected in ("taken", "refused"):
        sign_out(page)
        give_password(page, member)
        page.get_by_role("button", name="Use a recovery code").click()
        page.get_by_label("Recovery code").fill(code)
        page.get_by_role("button", name="Confirm").click()
        if expected == "taken":
            expect_inside(page)
    expect(page.get_by_text("That code is wrong, or was used already")).to_be_visible()


def test_the_app_answers_at_sign_in(page: Page, member: Member) -> None:
    page.get_by_role("button", name="Set up").click()
    prove(page, member)
    dialog = page.get_by_role("dialog", name="Set up an authenticator app")
    app = TOTP(dialog.locator("code").inner_text().replace(" ", ""))
    before = app.timecode(app_now(page))
    dialog.get_by_label("Code that the app shows now").fill(app.generate_otp(before))
    dialog.get_by_role("button", name="Confirm").click()
    kept_codes(page)
    sign_out(page)
    give_password(page, member)
    page.get_by_label("Code", exact=True).fill(app.generate_otp(before))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("That code is wrong, or was used already")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(app.generate_otp(before + 1))
    page.get_by_role("button", name="Confirm").click()
    expect_inside(page)


def app_now(page: Page) -> float:
    """The time of the device, which the app goes by."""
    milliseconds: float = page.evaluate("Date.now()")
    return milliseconds / 1000
