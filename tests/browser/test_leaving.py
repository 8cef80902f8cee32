"""Taking everything along, and closing the account."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.media.images import png

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member


def test_the_browser_saves_everything_without_a_token_in_the_address(visitor: Visitor, member: Member) -> None:
    member.keep("picture.png", png(64, 64))
    visitor.page.goto(visitor.page.url + "account/data")
    with visitor.page.expect_download() as downloading:
        visitor.page.get_by_role("button", name="Export everything").click()
    saved = downloading.value
    assert saved.suggested_filename.startswith("momento-20")
    assert member.token not in saved.url
    names = zipfile.ZipFile(saved.path()).namelist()
    assert names[0].endswith("/picture.png")
    assert names[-1] == "momento.json"
    expect(visitor.page.get_by_role("status").filter(has_text="is saving")).to_be_visible()


def test_who_closes_the_account_is_out_and_can_sign_in_to_reopen_it(visitor: Visitor, member: Member) -> None:
    page = visitor.page
    page.goto(page.url + "account/data")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Close my account").click()
    expect(page.get_by_role("alert")).to_contain_text("not your present password")
    page.get_by_label("Password", exact=True).fill(member.password)
    page.get_by_role("button", name="Close my account").click()
    expect(page.get_by_role("status").filter(has_text="Your account is closed. Until")).to_be_visible()
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password", exact=True).fill(member.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("You have closed this account; until")
    page.get_by_role("button", name="Reopen my account").click()
    expect(page.get_by_role("banner")).to_be_visible()
