"""The viewer: keys, touch, zoom, films, and what it tells of a picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor
from tests.media.images import jpeg, jpeg_with_gps
from tests.media.videos import webm

if TYPE_CHECKING:
    from momento_local.stack import Stack
    from playwright.sync_api import Browser

    from tests.e2e.member import Member


def keep_three(member: Member) -> list[dict[str, Any]]:
    """Three pictures, newest first."""
    return [member.keep(f"day{day}.jpg", jpeg_with_gps(taken=f"2021:07:0{day} 12:30:00")) for day in (4, 3, 2)]


@pytest.fixture
def items(member: Member) -> list[dict[str, Any]]:
    return keep_three(member)


def viewer(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog").first


def look_at(visitor: Visitor, item: dict[str, Any]) -> Locator:
    """Opens an item by its address."""
    visitor.page.goto(urljoin(visitor.page.url, f"/?item={item['uploadId']}"))
    expect(viewer(visitor)).to_have_accessible_name(item["fileName"])
    return viewer(visitor)


def test_a_picture_is_opened_turned_marked_trashed_and_closed_by_keys(
    visitor: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    page.reload()
    page.locator(f'[data-upload-id="{items[0]["uploadId"]}"]').focus()
    keys.press("Enter")
    expect(viewer(visitor)).to_have_accessible_name("day4.jpg")
    keys.press("ArrowRight")
    expect(viewer(visitor)).to_have_accessible_name("day3.jpg")
    expect(page).to_have_url(re.compile(items[1]["uploadId"]))
    keys.press("f")
    expect(viewer(visitor).get_by_role("button", name="Remove from favourites")).to_be_visible()
    keys.press("Delete")
    expect(viewer(visitor)).to_have_accessible_name("day2.jpg")
    keys.press("Control+z")
    expect(page.get_by_text("Undone: moved day3.jpg to the trash.")).to_be_visible()
    keys.press("ArrowLeft")
    expect(viewer(visitor)).to_have_accessible_name("day3.jpg")
    keys.press("Escape")
    expect(viewer(visitor)).to_be_hidden()
    expect(page.locator(f'[data-upload-id="{items[1]["uploadId"]}"]')).to_be_focused()
    assert member.listed(q="is:favorite") == [items[1]["uploadId"]]


def test_an_open_picture_survives_a_reload_and_is_left_by_going_back(
    visitor: Visitor, items: list[dict[str, Any]]
) -> None:
    page = visitor.page
    page.reload()
    page.locator(f'[data-upload-id="{items[1]["uploadId"]}"]').click()
    page.reload()
    expect(viewer(visitor)).to_have_accessible_name("day3.jpg")
    page.go_back()
    expect(viewer(visitor)).to_be_hidden()
    page.go_forward()
    expect(viewer(visitor)).to_have_accessible_name("day3.jpg")


def test_the_information_tells_when_where_how_and_that_it_was_scanned(
    visitor: Visitor, items: list[dict[str, Any]]
) -> None:
    shown = look_at(visitor, items[0])
    panel = shown.get_by_role("complementary", name="Information")
    expect(panel.get_by_role("region", name="When")).to_contain_text("4 July 2021 at 10:30 UTC")
    expect(panel.get_by_role("region", name="When")).to_contain_text("from the camera")
    where = panel.get_by_role("region", name="Where")
    expect(where).to_contain_text(re.compile("berlin.*germany", re.IGNORECASE))
    expect(where).to_contain_text("52.5200° N, 13.4050° E")
    world = where.get_by_role("img", name="Map of the world with a mark at 52.5200° N, 13.4050° E")
    expect(world).to_have_js_property("complete", value=True)
    assert world.evaluate("map => map.naturalWidth") > 0
    expect(panel).to_contain_text("Momento Testcam 1")
    expect(panel).to_contain_text("1/125 s · f/2.8 · ISO 200")
    expect(panel).to_contain_text("The malware engine has seen every byte")
    expect(panel).to_contain_text(items[0]["scan"]["signatureVersion"])
    visitor.page.keyboard.press("i")
    expect(panel).to_be_hidden()


def test_tags_are_accepted_rejected_and_added_and_each_can_be_undone(
    visitor: Visitor, member: Member, items: list[dict[str, Any]]
) -> None:
    shown = look_at(visitor, items[0])
    path = f"/media/{items[0]['uploadId']}"

    def sources() -> dict[str, str]:
        return {tag["name"]: tag["source"] for tag in member.call("GET", path).json()["tags"]}

    assert sources()["berlin"] == "place"
    shown.get_by_role("button", name="Accept the tag berlin").click()
    expect(shown.get_by_role("button", name="Remove the tag berlin")).to_be_visible()
    assert sources()["berlin"] == "user"
    visitor.page.keyboard.press("Control+z")
    expect(shown.get_by_role("button", name="Accept the tag berlin")).to_be_visible()
    shown.get_by_role("button", name="Reject the tag germany").click()
    expect(shown.get_by_role("button", name="Accept the tag germany")).to_be_hidden()
    assert "germany" not in sources()
    shown.get_by_role("button", name="Close").focus()
    visitor.page.keyboard.press("t")
    expect(shown.get_by_label("Add a tag")).to_be_focused()
    visitor.page.keyboard.type("Holiday")
    visitor.page.keyboard.press("Enter")
    expect(shown.get_by_role("button", name="Remove the tag holiday")).to_be_visible()
    assert sources()["holiday"] == "user"


def test_a_title_is_given_and_taken_back(visitor: Visitor, member: Member, items: list[dict[str, Any]]) -> None:
    shown = look_at(visitor, items[0])
    shown.get_by_label("Title").fill("By the lake")
    shown.get_by_label("Title").press("Enter")
    expect(shown).to_have_accessible_name("By the lake")
    visitor.page.get_by_role("button", name="Undo").click()
    expect(shown).to_have_accessible_name("day4.jpg")
    assert "title" not in member.call("GET", f"/media/{items[0]['uploadId']}").json()


def test_a_film_is_sought_with_ranges_and_a_neighbour_that_nobody_looks_at_asks_for_no_link(
    visitor: Visitor, member: Member
) -> None:
    film = member.keep("film.webm", webm(seconds=6))
    picture = member.keep("picture.jpg", jpeg_with_gps(taken="2031:01:01 10:00:00"))
    links: list[str] = []
    ranges: list[str] = []
    visitor.page.on("request", lambda request: links.append(request.url) if "/download" in request.url else None)
    visitor.page.on("request", lambda request: ranges.append(request.headers.get("range", "")))
    shown = look_at(visitor, picture)
    expect(shown.locator("video")).to_have_count(1)
    assert links == []
    visitor.page.keyboard.press("ArrowRight")
    expect(shown).to_have_accessible_name(film["fileName"])
    video = shown.locator("video")
    expect(video).to_have_js_property("readyState", 4)
    assert len(links) == 1
    video.evaluate("video => { video.currentTime = 4; }")
    expect(video).to_have_js_property("seeking", value=False)
    assert video.evaluate("video => video.currentTime") == pytest.approx(4, abs=0.1)
    assert any(header.startswith("bytes=") for header in ranges)


def test_a_picture_is_zoomed_by_key_and_button(visitor: Visitor, member: Member) -> None:
    shown = look_at(visitor, member.keep("large.jpg", jpeg(2600, 1900)))
    picture = shown.locator("img.pswp__img:not(.pswp__img--placeholder)").first

    def width() -> float:
        box = picture.bounding_box()
        assert box is not None
        return box["width"]

    expect(picture).to_be_visible()
    whole = width()
    visitor.page.keyboard.press("z")
    expect(shown.locator(".pswp--zoomed-in")).to_have_count(1)
    shown.get_by_role("button", name="Zoom", exact=True).click()
    expect(shown.locator(".pswp--zoomed-in")).to_have_count(0)
    assert whole > 0


def test_on_a_phone_a_long_press_selects_and_a_swipe_turns(browser: Browser, stack: Stack, member: Member) -> None:
    items = keep_three(member)
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = Visitor(context.new_page())
    phone.sign_in(stack.settings.edge_url, member)
    phone.put_finger(phone.page.locator(f'[data-upload-id="{items[0]["uploadId"]}"]'))
    expect(phone.page.get_by_role("toolbar", name="Selection")).to_contain_text("1 selected")
    phone.lift_finger()
    expect(viewer(phone)).to_be_hidden()
    phone.page.locator(f'[data-upload-id="{items[1]["uploadId"]}"]').tap()
    expect(phone.page.get_by_role("toolbar", name="Selection")).to_contain_text("2 selected")
    phone.page.get_by_role("button", name="Clear the selection").tap()
    shown = look_at(phone, items[0])
    expect(shown.locator("img.pswp__img").first).to_be_visible()
    phone.swipe_left()
    expect(shown).to_have_accessible_name("day3.jpg")
    phone.assert_no_fault()
    context.close()
