"""The timeline: thousands of pictures that are looked at here and there."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from momento_catalog.domain.identifiers import UserId
from playwright.sync_api import Locator, expect

from tests.browser.stored_library import StoredLibrary, photo

if TYPE_CHECKING:
    from momento_local.stack import Stack
    from playwright.sync_api import Route

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

NEWEST = datetime(2024, 6, 20, 12, tzinfo=UTC)
COUNT = 900
TIMEOUT_SECONDS = 15
PLACE = "element => element.getBoundingClientRect().top"
IN_VIEW = """() => [...document.querySelectorAll('[data-upload-id]')].find((picture) => {
    const { top } = picture.getBoundingClientRect();
    return top > 100 && top < 450;
})?.dataset.uploadId"""
SO_MANY_BREAK = 90
"""More than there are pictures in the page at first, so that some break twice."""
IN_ALBUM = 160
BURST = datetime(2022, 3, 10, 8, tzinfo=UTC)
"""A day on which hundreds of pictures were taken, in minutes."""


@pytest.fixture
def library(stack: Stack, member: Member) -> None:
    """Two pictures a day for more than a year, and 400 more on one day two years before."""
    user_id = UserId(member.user_id)
    daily = [photo(user_id, number, NEWEST - number * timedelta(hours=12)) for number in range(COUNT - 400)]
    burst = [photo(user_id, COUNT + number, BURST + number * timedelta(seconds=9)) for number in range(400)]
    library = StoredLibrary(stack)
    library.put([*daily, *burst])
    library.put_previews([*daily[:60], *burst[-60:]])


@pytest.fixture
def reader(library: None, visitor: Visitor) -> Visitor:
    """Somebody who looks at that library."""
    del library
    expect(_pictures(visitor).first).to_be_visible()
    return visitor


def _pictures(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("main").get_by_role("listitem").get_by_role("link")


def _scrubber(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("slider", name="Go to a date")


def test_the_keyboard_goes_to_any_year_and_month(reader: Visitor) -> None:
    scrubber = _scrubber(reader)
    expect(scrubber).to_have_attribute("aria-valuetext", "June 2024, 40 items")
    scrubber.press("PageDown")
    expect(reader.page.get_by_role("heading", name="December 2023")).to_be_in_viewport()
    expect(_pictures(reader).first).to_be_visible()
    scrubber.press("ArrowDown")
    expect(reader.page.get_by_role("heading", name="November 2023")).to_be_in_viewport()
    scrubber.press("End")
    expect(scrubber).to_have_attribute("aria-valuetext", "March 2022, 400 items")
    scrubber.press("Home")
    expect(scrubber).to_have_attribute("aria-valuetext", "June 2024, 40 items")


def test_dragging_the_scrubber_names_the_month_and_shows_its_pictures(reader: Visitor) -> None:
    track = _scrubber(reader).bounding_box()
    assert track is not None
    mouse = reader.page.mouse
    mouse.move(track["x"] + 20, track["y"] + 5)
    mouse.down()
    mouse.move(track["x"] + 20, track["y"] + track["height"] * 0.8, steps=8)
    expect(_scrubber(reader)).to_contain_text("March 2022")
    mouse.up()
    expect(reader.page.get_by_role("link", name="10 Mar 2022").first).to_be_in_viewport()


def test_never_are_more_than_400_pictures_in_the_page(reader: Visitor) -> None:
    reader.page.mouse.move(500, 400)
    most = 0
    for _ in range(40):
        reader.page.mouse.wheel(0, 900)
        most = max(most, reader.page.locator("main img").count())
    assert 0 < most < 400


def test_what_is_seen_stays_where_it_is_while_pictures_are_loaded_above_it(reader: Visitor) -> None:
    _scrubber(reader).press("End")
    expect(reader.page.get_by_role("heading", name="March 2022")).to_be_in_viewport()
    expect(_pictures(reader).first).to_be_visible()
    reader.page.mouse.move(500, 400)
    for _ in range(12):
        seen = _stopped_in_view(reader)
        picture = reader.page.locator(f'[data-upload-id="{seen}"]')
        before = picture.evaluate(PLACE)
        reader.page.mouse.wheel(0, -200)
        assert _at_rest(picture, before) == pytest.approx(before + 200, abs=1)


def test_closing_the_viewer_leads_back_to_the_picture_that_was_shown_last(reader: Visitor) -> None:
    _pictures(reader).first.click()
    for _ in range(55):
        reader.page.keyboard.press("ArrowRight")
    expect(reader.page).to_have_url(re.compile("item="))
    shown = parse_qs(urlsplit(reader.page.url).query)["item"][0]
    reader.page.keyboard.press("Escape")
    picture = reader.page.locator(f'[data-upload-id="{shown}"]')
    expect(picture).to_be_in_viewport()
    expect(picture).to_be_focused()


def test_a_reload_leads_back_to_what_was_seen(reader: Visitor) -> None:
    _scrubber(reader).press("PageDown")
    expect(reader.page.get_by_role("heading", name="December 2023")).to_be_in_viewport()
    reader.page.mouse.move(500, 400)
    reader.page.mouse.wheel(0, 700)
    picture = reader.page.locator(f'[data-upload-id="{_stopped_in_view(reader)}"]')
    before = picture.evaluate(PLACE)
    _remembered(reader)
    reader.page.reload()
    expect(picture).to_be_in_viewport()
    reader.page.wait_for_load_state("networkidle")
    assert picture.evaluate(PLACE) == pytest.approx(before, abs=1)


def test_going_back_leads_to_what_was_seen_of_a_search_and_of_the_library(reader: Visitor) -> None:
    page = reader.page
    _scrubber(reader).press("PageDown")
    expect(page.get_by_role("heading", name="December 2023")).to_be_in_viewport()
    _remembered(reader)
    page.get_by_role("link", name="Favourites", exact=True).click()
    expect(page.get_by_role("heading", name="No favourites yet")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="December 2023")).to_be_in_viewport()
    page.go_forward()
    expect(page.get_by_role("heading", name="No favourites yet")).to_be_visible()


def test_a_reload_with_the_viewer_open_keeps_the_place_behind_it(reader: Visitor) -> None:
    _scrubber(reader).press("PageDown")
    expect(reader.page.get_by_role("heading", name="December 2023")).to_be_in_viewport()
    seen = _stopped_in_view(reader)
    _remembered(reader)
    picture = reader.page.locator(f'[data-upload-id="{seen}"]')
    picture.click()
    expect(reader.page.get_by_role("dialog")).to_be_visible()
    reader.page.reload()
    expect(reader.page.get_by_role("dialog")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(picture).to_be_in_viewport()


def test_a_reload_and_going_back_lead_to_what_was_seen_of_an_album(reader: Visitor, member: Member) -> None:
    page = reader.page
    page.goto(urljoin(page.url, f"/albums/{_album(member)}"))
    expect(_pictures(reader).first).to_be_visible()
    page.mouse.move(500, 400)
    while _pictures(reader).count() < IN_ALBUM - 10:
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(50)
    picture = page.locator(f'[data-upload-id="{_stopped_in_view(reader)}"]')
    before = picture.evaluate(PLACE)
    _remembered(reader)
    page.reload()
    _comes_to(picture, before)
    _remembered(reader)
    # A click by the mouse would scroll to the link first.
    page.get_by_role("link", name="Trash", exact=True).dispatch_event("click")
    expect(page.get_by_role("heading", name="Trash", exact=True)).to_be_attached()
    page.go_back()
    _comes_to(picture, before)


def _comes_to(picture: Locator, place: float) -> None:
    """Waits until the picture stands there: while what follows it is loaded, it stands a little lower."""
    ends = time.monotonic() + TIMEOUT_SECONDS
    expect(picture).to_be_in_viewport()
    while picture.evaluate(PLACE) != pytest.approx(place, abs=1):
        assert time.monotonic() < ends, f"{picture.evaluate(PLACE)} instead of {place}"
        picture.page.wait_for_timeout(50)


def _album(member: Member) -> str:
    """An album of more than the page loads at once."""
    listed: dict[str, Any] = {}
    album_id: str = member.call("POST", "/albums", json={"title": "Long"}).json()["albumId"]
    for _ in range(2):
        wanted = {"limit": IN_ALBUM // 2, **({"cursor": listed["nextCursor"]} if "nextCursor" in listed else {})}
        listed = member.call("GET", "/media", params=wanted).json()
        ids = [item["uploadId"] for item in listed["items"]]
        assert member.call("POST", f"/albums/{album_id}/media", json={"uploadIds": ids}).status_code == 200
    return album_id


def test_pictures_that_a_change_of_network_broke_are_loaded_again(reader: Visitor) -> None:
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if route.request.resource_type != "image" or len(broken) >= SO_MANY_BREAK:
            route.continue_()
            return
        broken.append(route.request.url)
        route.abort("internetdisconnected")

    reader.page.route("**/previews/*", break_once)
    reader.page.reload()
    expect(_pictures(reader).first).to_be_visible()
    for picture in reader.page.locator("main img").all()[:30]:
        expect(picture).to_have_class(re.compile("loaded"))
    assert len(broken) == SO_MANY_BREAK


def _remembered(visitor: Visitor) -> None:
    """Waits until the page has written down where it is, which it does once it rests."""
    ends = time.monotonic() + TIMEOUT_SECONDS
    before = None
    while (now := visitor.page.evaluate("JSON.stringify(history.state?.place)")) is None or now != before:
        assert time.monotonic() < ends, "no place was remembered"
        before = now
        visitor.page.wait_for_timeout(200)


def _stopped_in_view(visitor: Visitor) -> str:
    """The upload id of a picture in the middle of the window, once there is one and it stays."""
    ends = time.monotonic() + TIMEOUT_SECONDS
    seen: list[tuple[str, float]] = []
    while len(seen) < 2 or seen[-1] != seen[-2]:
        assert time.monotonic() < ends, "no picture came to rest"
        visitor.page.wait_for_timeout(100)
        found = visitor.page.evaluate(IN_VIEW)
        if found is not None:
            seen.append((found, visitor.page.locator(f'[data-upload-id="{found}"]').evaluate(PLACE)))
    return seen[-1][0]


def _at_rest(picture: Locator, before: float) -> float:
    """Where a picture is once it has moved and stays."""
    places = [before, before]
    ends = time.monotonic() + TIMEOUT_SECONDS
    while places[-1] != places[-2] or places[-1] == before:
        assert time.monotonic() < ends, "nothing moved"
        picture.page.wait_for_timeout(100)
        places.append(picture.evaluate(PLACE))
    return places[-1]
