"""Searching at the page: suggestions, chips, reasons, mistakes and what to leave out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from momento_catalog.domain.identifiers import UserId
from playwright.sync_api import Locator, expect

from tests.browser.stored_library import StoredLibrary, photo

if TYPE_CHECKING:
    from momento_local.stack import Stack

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

NEWEST = datetime(2024, 6, 20, 12, tzinfo=UTC)


@pytest.fixture
def reader(stack: Stack, member: Member, visitor: Visitor) -> Visitor:
    """Somebody with twelve pictures: every other one of the sea, every third of a harbour."""
    user_id = UserId(member.user_id)
    items = [
        photo(
            user_id,
            number,
            NEWEST - timedelta(days=number),
            tags=[tag for tag, every in (("sea", 2), ("harbour", 3)) if number % every == 0],
        )
        for number in range(12)
    ]
    library = StoredLibrary(stack)
    library.put(items)
    library.put_previews(items)
    visitor.page.reload()
    expect(_pictures(visitor)).to_have_count(12)
    return visitor


def _pictures(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("main").get_by_role("listitem").get_by_role("link")


def _box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("combobox", name="Search your library")


def _option(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("listbox", name="Suggestions").get_by_role("option").filter(has_text=name)


def test_a_search_is_put_together_with_the_keyboard_alone(reader: Visitor) -> None:
    keyboard = reader.page.keyboard
    keyboard.press("/")
    expect(_box(reader)).to_be_focused()
    keyboard.type("ta")
    expect(_option(reader, "tag:")).to_be_visible()
    keyboard.press("ArrowDown")
    expect(_option(reader, "tag:")).to_have_attribute("aria-selected", "true")
    keyboard.press("Enter")
    expect(_option(reader, "tag:sea")).to_contain_text("6")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(_box(reader)).to_have_value("tag:sea ")
    expect(_pictures(reader)).to_have_count(6)
    expect(_pictures(reader).first).to_contain_text("Tag: sea")


def test_a_chip_takes_its_part_out_of_the_search_and_back_brings_it_again(reader: Visitor) -> None:
    _box(reader).fill("tag:sea tag:harbour")
    _box(reader).press("Enter")
    expect(_pictures(reader)).to_have_count(2)
    reader.page.get_by_role("button", name="Remove tag:harbour").click()
    expect(_box(reader)).to_have_value("tag:sea")
    expect(_pictures(reader)).to_have_count(6)
    reader.page.go_back()
    expect(_box(reader)).to_have_value("tag:sea tag:harbour")
    expect(_pictures(reader)).to_have_count(2)
    reader.page.reload()
    expect(_box(reader)).to_have_value("tag:sea tag:harbour")
    expect(_pictures(reader)).to_have_count(2)


def test_a_search_that_finds_nothing_says_what_to_leave_out(reader: Visitor) -> None:
    _box(reader).fill("tag:sea zebra")
    _box(reader).press("Enter")
    expect(reader.page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    way = reader.page.get_by_role("button", name="Without zebra")
    expect(way).to_contain_text("6 items")
    way.click()
    expect(_pictures(reader)).to_have_count(6)


def test_a_mistake_is_underlined_and_explained(reader: Visitor) -> None:
    _box(reader).fill("sea tga:dog")
    _box(reader).press("Enter")
    alert = reader.page.get_by_role("alert")
    expect(alert).to_contain_text("tga: is no filter; did you mean tag:?")
    expect(alert.locator("u")).to_have_text("tga:dog")
    expect(_box(reader)).to_have_attribute("aria-invalid", "true")
    _box(reader).fill("tag:sea")
    _box(reader).press("Enter")
    expect(_pictures(reader)).to_have_count(6)
    expect(alert).to_be_empty()


def test_escape_closes_the_suggestions_and_control_k_leads_back_to_the_field(reader: Visitor) -> None:
    _box(reader).press("ArrowDown")
    expect(_option(reader, "place:")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("listbox")).to_be_hidden()
    reader.page.get_by_role("link", name="Trash").focus()
    reader.page.keyboard.press("Control+k")
    expect(_box(reader)).to_be_focused()
