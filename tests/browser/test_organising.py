"""The page organises: ticks, albums, favourites, tags, the trash, and undo."""

from __future__ import annotations

import re
import time
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.slow_answers import SlowAnswers
from tests.media.images import jpeg_with_gps

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

TIMEOUT_SECONDS = 15
DAYS = ("2021:07:04", "2021:07:03", "2021:07:02", "2021:05:01", "2021:04:30")


@pytest.fixture
def items(member: Member) -> list[dict[str, Any]]:
    """Three pictures of July, one of May and one of April, newest first."""
    return [member.keep(f"day{number}.jpg", jpeg_with_gps(taken=f"{day} 12:30:00")) for number, day in enumerate(DAYS)]


@pytest.fixture
def gallery(items: list[dict[str, Any]], visitor: Visitor) -> Visitor:
    """The visitor, whose pictures are shown."""
    visitor.page.reload()
    expect(tiles(visitor)).to_have_count(len(items))
    return visitor


def tiles(visitor: Visitor) -> Locator:
    return visitor.page.locator("[data-upload-id]")


def tile(visitor: Visitor, item: dict[str, Any]) -> Locator:
    return visitor.page.locator(f'[data-upload-id="{item["uploadId"]}"]')


def tick(visitor: Visitor, item: dict[str, Any]) -> None:
    tile(visitor, item).hover()
    visitor.page.get_by_role("checkbox", name=f"Select {item['fileName']}", exact=True).click()


def bar(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("toolbar", name="Selection")


def undo(visitor: Visitor) -> None:
    visitor.page.get_by_role("region", name="Messages").get_by_role("button", name="Undo").last.click()


def shown_ids(visitor: Visitor) -> list[str]:
    ids: list[str] = tiles(visitor).evaluate_all("tiles => tiles.map(tile => tile.dataset.uploadId)")
    return ids


def make_album(member: Member, title: str, items: list[dict[str, Any]]) -> str:
    album_id: str = member.call("POST", "/albums", json={"title": title}).json()["albumId"]
    ids = [item["uploadId"] for item in items]
    assert member.call("POST", f"/albums/{album_id}/media", json={"uploadIds": ids}).status_code == 200
    return album_id


def test_a_tick_a_range_and_a_month_select_pictures(gallery: Visitor, items: list[dict[str, Any]]) -> None:
    tick(gallery, items[0])
    expect(bar(gallery)).to_contain_text("1 selected")
    tile(gallery, items[3]).click(modifiers=["Shift"])
    expect(bar(gallery)).to_contain_text("4 selected")
    tile(gallery, items[1]).click()
    expect(bar(gallery)).to_contain_text("3 selected")
    july = gallery.page.get_by_role("checkbox", name="Select everything of July 2021")
    expect(july).to_have_attribute("aria-checked", "mixed")
    july.click()
    expect(bar(gallery)).to_contain_text("4 selected")
    expect(july).to_have_attribute("aria-checked", "true")
    gallery.page.keyboard.press("Escape")
    expect(bar(gallery)).to_be_hidden()


def test_many_pictures_get_a_tag_and_lose_it_by_undo(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    member.change(items[1], tags=["sea"])
    gallery.page.reload()
    gallery.page.get_by_role("checkbox", name="Select everything of July 2021").click()
    bar(gallery).get_by_role("button", name="Tags").click()
    dialog = gallery.page.get_by_role("dialog", name="Tags of 3 items")
    expect(dialog.get_by_role("listitem")).to_contain_text("1 of 3")
    dialog.get_by_label("Add a tag").fill("Sea")
    dialog.get_by_label("Add a tag").press("Enter")
    expect(dialog.get_by_role("listitem")).not_to_contain_text("of 3")
    dialog.get_by_role("button", name="Done").click()
    assert len(member.listed(tag="sea")) == 3
    undo(gallery)
    expect(gallery.page.get_by_text("Undone: tagged 2 items with sea.")).to_be_visible()
    assert member.listed(tag="sea") == [items[1]["uploadId"]]


def test_what_was_typed_into_a_dialog_is_saved_although_the_dialog_is_closed_meanwhile(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    answers = SlowAnswers(gallery.page)
    tick(gallery, items[0])
    bar(gallery).get_by_role("button", name="Tags").click()
    field = gallery.page.get_by_role("dialog").get_by_label("Add a tag")
    for tag in ("sea", "sand"):
        field.fill(tag)
        field.press("Enter")
    gallery.page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(gallery.page.get_by_role("dialog")).to_be_hidden()
    answers.let_through()
    expect(gallery.page.get_by_text("tagged day0.jpg with sand", exact=False)).to_be_visible()
    assert member.listed(tag="sea") == member.listed(tag="sand") == [items[0]["uploadId"]]


def test_a_new_album_gets_its_picture_although_the_dialog_is_closed_meanwhile(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    answers = SlowAnswers(gallery.page)
    tick(gallery, items[0])
    bar(gallery).get_by_role("button", name="Add to an album").click()
    field = gallery.page.get_by_role("dialog").get_by_label("Find an album or name a new one")
    field.fill("Italy")
    field.press("Enter")
    field.press("Escape")
    expect(gallery.page.get_by_role("dialog")).to_be_hidden()
    answers.let_through()
    expect(gallery.page.get_by_text("added day0.jpg to Italy", exact=False)).to_be_visible()
    (album,) = member.call("GET", "/albums").json()["items"]
    shown = member.call("GET", f"/albums/{album['albumId']}/media").json()["items"]
    assert [item["uploadId"] for item in shown] == [items[0]["uploadId"]]


def test_favourites_have_a_page_and_leave_it_without_their_mark(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    tick(gallery, items[0])
    tick(gallery, items[3])
    bar(gallery).get_by_role("button", name="Mark as favourites").click()
    expect(bar(gallery)).to_be_hidden()
    gallery.page.get_by_role("link", name="Favourites").click()
    expect(gallery.page).to_have_url(re.compile("/favorites$"))
    expect(tiles(gallery)).to_have_count(2)
    gallery.page.reload()
    tile(gallery, items[0]).focus()
    gallery.page.keyboard.press("f")
    expect(tiles(gallery)).to_have_count(1)
    expect(tile(gallery, items[3])).to_be_focused()
    gallery.page.keyboard.press("Control+z")
    expect(tiles(gallery)).to_have_count(2)
    assert len(member.listed(q="is:favorite")) == 2


def test_an_album_is_made_from_a_selection_and_keeps_the_order_of_its_owner_after_undo(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    gallery.page.get_by_role("checkbox", name="Select everything of July 2021").click()
    bar(gallery).get_by_role("button", name="Add to an album").click()
    dialog = gallery.page.get_by_role("dialog", name="Add 3 items to an album")
    dialog.get_by_label("Find an album or name a new one").fill("Italy")
    dialog.get_by_role("button", name="Create the album “Italy”").click()
    expect(gallery.page.get_by_text("Added 3 items to Italy.")).to_be_visible()
    [album] = member.call("GET", "/albums").json()["items"]
    gallery.page.goto(urljoin(gallery.page.url, f"/albums/{album['albumId']}"))
    expect(tiles(gallery)).to_have_count(3)
    order = shown_ids(gallery)
    tick(gallery, items[1])
    bar(gallery).get_by_role("button", name="Remove from this album").click()
    expect(tiles(gallery)).to_have_count(2)
    undo(gallery)
    expect(tiles(gallery)).to_have_count(3)
    assert shown_ids(gallery) == order
    page = member.call("GET", f"/albums/{album['albumId']}/media").json()
    assert [item["uploadId"] for item in page["items"]] == order


def test_the_items_of_an_album_are_put_in_another_order_by_button_key_and_pointer(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    album_id = make_album(member, "Italy", items[:4])
    page = gallery.page
    first, second, third, fourth = (item["uploadId"] for item in items[:4])
    page.goto(urljoin(page.url, f"/albums/{album_id}"))
    expect(tiles(gallery)).to_have_count(4)
    tick(gallery, items[2])
    bar(gallery).get_by_role("button", name="Move earlier").click()
    expect_order(gallery, member, album_id, [first, third, second, fourth])
    bar(gallery).get_by_role("button", name="Clear the selection").click()

    tile(gallery, items[0]).focus()
    page.keyboard.press(".")
    expect(tile(gallery, items[0])).to_be_focused()
    page.keyboard.press(".")
    expect(tile(gallery, items[0])).to_be_focused()
    expect_order(gallery, member, album_id, [third, second, first, fourth])

    # Left of the middle of a picture is before it.
    tile(gallery, items[3]).drag_to(tile(gallery, items[2]), target_position={"x": 5, "y": 60})
    expect_order(gallery, member, album_id, [fourth, third, second, first])
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Undone: moved day3.jpg in the order of the album.")).to_be_visible()
    expect_order(gallery, member, album_id, [third, second, first, fourth])


def expect_order(gallery: Visitor, member: Member, album_id: str, order: list[str]) -> None:
    """Waits until the album is shown, and kept, in this order."""
    for place, upload_id in enumerate(order):
        expect(tiles(gallery).nth(place)).to_have_attribute("data-upload-id", upload_id)
    expect(gallery.page.get_by_text("in the order of the album.").last).to_be_visible()
    ends = time.monotonic() + TIMEOUT_SECONDS
    while (kept := [item["uploadId"] for item in kept_items(member, album_id)]) != order:
        assert time.monotonic() < ends, f"{kept} instead of {order}"
        gallery.page.wait_for_timeout(100)


def kept_items(member: Member, album_id: str) -> list[dict[str, Any]]:
    """The items of an album as the API lists them."""
    found: list[dict[str, Any]] = member.call("GET", f"/albums/{album_id}/media").json()["items"]
    return found


def test_an_album_is_renamed_archived_and_unarchived_at_addresses_of_its_own(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    album_id = make_album(member, "Itly", items[:2])
    page = gallery.page
    page.get_by_role("link", name="Albums").click()
    page.get_by_role("link", name="Itly, 2 items").click()
    expect(page).to_have_url(re.compile(f"/albums/{album_id}$"))
    page.get_by_role("textbox", name="Title").fill("Italy")
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.get_by_text("Renamed the album to Italy.")).to_be_visible()
    tick(gallery, items[1])
    bar(gallery).get_by_role("button", name="Use as cover").click()
    expect(page.get_by_text("Changed the cover of Italy.")).to_be_visible()
    assert member.call("GET", f"/albums/{album_id}").json()["cover"]["uploadId"] == items[1]["uploadId"]
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_role("button", name="Unarchive")).to_be_visible()
    page.goto(urljoin(page.url, "/albums?archived"))
    expect(page.get_by_role("link", name="Italy, 2 items")).to_be_visible()
    page.get_by_role("link", name="Italy, 2 items").click()
    page.reload()
    page.get_by_role("button", name="Unarchive").click()
    expect(page.get_by_role("button", name="Archive", exact=True)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/albums\?archived$"))
    expect(page.get_by_text("No archived albums")).to_be_visible()
    page.go_forward()
    expect(tiles(gallery)).to_have_count(2)


def test_what_is_trashed_comes_back_by_undo_and_is_deleted_for_good_only_when_that_is_confirmed(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    page = gallery.page
    tile(gallery, items[1]).focus()
    page.keyboard.press("Delete")
    expect(tiles(gallery)).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(tiles(gallery)).to_have_count(5)
    page.get_by_role("checkbox", name="Select everything of July 2021").click()
    bar(gallery).get_by_role("button", name="Move to trash").click()
    expect(tiles(gallery)).to_have_count(2)
    page.get_by_role("link", name="Trash").click()
    expect(tiles(gallery)).to_have_count(3)
    expect(page.get_by_text("30 days left")).to_have_count(3)
    tick(gallery, items[0])
    bar(gallery).get_by_role("button", name="Restore").click()
    expect(tiles(gallery)).to_have_count(2)
    tile(gallery, items[1]).focus()
    page.keyboard.press("Delete")
    dialog = page.get_by_role("dialog", name="Delete day1.jpg for good?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(tiles(gallery)).to_have_count(2)
    expect(tile(gallery, items[1])).to_be_focused()
    page.keyboard.press("Delete")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(tiles(gallery)).to_have_count(1)
    page.get_by_role("button", name="Empty the trash").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    assert member.listed(trashed=True) == []
    assert len(member.listed()) == 3


def test_when_only_some_of_many_items_are_changed_the_page_says_which_and_why(
    gallery: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    member.change(member.change(items[2], tags=[f"tag {number}" for number in range(50)]), favorite=True)
    gallery.page.get_by_role("checkbox", name="Select everything of July 2021").click()
    bar(gallery).get_by_role("button", name="Tags").click()
    gallery.page.get_by_role("dialog").get_by_label("Add a tag").fill("sea")
    gallery.page.get_by_role("dialog").get_by_label("Add a tag").press("Enter")
    messages = gallery.page.get_by_role("region", name="Messages")
    expect(messages).to_contain_text("Tagged 2 items with sea. One item was not changed.")
    expect(messages).to_contain_text("day2.jpg: An item takes at most 50 tags; remove some.")
    gallery.page.get_by_role("dialog").get_by_role("button", name="Done").click()
    undo(gallery)
    expect(messages).to_contain_text("Undone: tagged 2 items with sea.")
    assert member.listed(tag="sea") == []


def test_the_grid_is_one_stop_of_the_tab_key_among_whose_pictures_the_arrows_move(
    gallery: Visitor, items: list[dict[str, Any]]
) -> None:
    page = gallery.page
    assert tiles(gallery).evaluate_all("tiles => tiles.filter(tile => tile.tabIndex === 0).length") == 1
    tile(gallery, items[0]).focus()
    page.keyboard.press("ArrowRight")
    expect(tile(gallery, items[1])).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(tile(gallery, items[3])).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+X")
    expect(bar(gallery)).to_contain_text("4 selected")
    page.keyboard.press("t")
    expect(page.get_by_role("dialog", name="Tags of 4 items")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar(gallery)).to_contain_text("4 selected")
    expect(tile(gallery, items[0])).to_be_focused()


def test_a_selection_is_downloaded_as_one_zip(gallery: Visitor, items: list[dict[str, Any]]) -> None:
    gallery.page.get_by_role("checkbox", name="Select everything of July 2021").click()
    with gallery.page.expect_download() as download:
        bar(gallery).get_by_role("button", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = {name.rsplit("/", 1)[-1] for name in archive.namelist()}
    assert {item["fileName"] for item in items[:3]} <= names
