"""The keys of the page, and the list that tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor


def test_a_question_mark_lists_the_keys_and_escape_gives_the_focus_back(visitor: Visitor) -> None:
    keys, dialog = visitor.page.keyboard, visitor.page.get_by_role("dialog", name="Keyboard shortcuts")
    account = visitor.page.get_by_role("button", name="Account of A Member")
    account.focus()
    keys.press("?")
    expect(dialog).to_contain_text("Show this list")
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(account).to_be_focused()


def test_the_search_is_reached_by_two_keys_and_a_written_slash_stays_one(visitor: Visitor) -> None:
    keys, search = visitor.page.keyboard, visitor.page.get_by_label("Search your library")
    for key in ("/", "Control+k"):
        visitor.page.get_by_role("button", name="Account of A Member").focus()
        keys.press(key)
        expect(search).to_be_focused()
    keys.type("a/b?")
    expect(search).to_have_value("a/b?")


def test_single_keys_can_be_switched_off_for_good(visitor: Visitor) -> None:
    dialog = visitor.page.get_by_role("dialog", name="Keyboard shortcuts")
    visitor.page.keyboard.press("?")
    dialog.get_by_label("Use single keys").uncheck()
    visitor.page.keyboard.press("Escape")
    visitor.page.reload()
    expect(visitor.page.get_by_role("banner")).to_be_visible()
    visitor.page.keyboard.press("?")
    visitor.page.keyboard.press("Control+k")
    expect(visitor.page.get_by_label("Search your library")).to_be_focused()
    expect(dialog).to_be_hidden()
    visitor.page.get_by_role("button", name="Account of A Member").click()
    visitor.page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(dialog.get_by_label("Use single keys")).not_to_be_checked()
