"""The account area: every page at its own address, on wide and narrow screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.media.images import png

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member


def test_the_profile_says_who_is_signed_in_and_how_much_they_have_stored(visitor: Visitor, member: Member) -> None:
    member.keep("picture.png", png(64, 64))
    visitor.page.get_by_role("button", name="Account of A Member").click()
    visitor.page.get_by_role("link", name="Account", exact=True).click()
    page = visitor.page.get_by_role("main")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page).to_be_focused()
    expect(page).to_contain_text(member.email)
    expect(page).to_contain_text("1 item")
    expect(visitor.page).to_have_title("Profile · Momento")
    visitor.page.reload()
    expect(page).to_contain_text(member.email)
    visitor.page.go_back()
    expect(visitor.page.get_by_role("heading", name="Library")).to_be_attached()
    expect(visitor.page).to_have_title("Momento")


def test_an_unknown_page_of_the_account_says_so_and_leads_on(visitor: Visitor) -> None:
    visitor.page.goto(visitor.page.url + "account/nowhere")
    expect(visitor.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    visitor.page.get_by_role("link", name="Profile").click()
    expect(visitor.page.get_by_role("heading", name="Profile")).to_be_visible()
