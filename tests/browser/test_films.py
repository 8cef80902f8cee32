"""Films play on when their links expire, and are called unplayable only when that is so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.media.images import jpeg
from tests.media.videos import mp4

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

LINKS = re.compile(r"/api/v1/links/")
PREVIEWS = re.compile(r"/previews/\d+$")
SECONDS = 300
CANNOT_PLAY = "This browser cannot play the video. You can download it."


@dataclass
class ExpiringLink:
    """The first link to a film: gives its beginning, keeps who wants more waiting, and refuses that when expired."""

    film: bytes
    given: list[str] = field(default_factory=list)
    _waiting: list[Route] | None = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where it stops giving: behind the index, at the end of one of Chromium's blocks of 32 KiB."""
        return len(self.film) * 3 // 4 // 32_768 * 32_768

    def expire(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for route in waiting:
            route.fulfill(status=403)

    def __call__(self, route: Route) -> None:
        if route.request.resource_type != "media":
            return route.continue_()
        if route.request.url not in self.given:
            self.given.append(route.request.url)
        if route.request.url != self.given[0]:
            return route.continue_()
        first = int(route.request.headers["range"].removeprefix("bytes=").split("-")[0])
        if self._waiting is None:
            return route.fulfill(status=403)
        if first >= self.end:
            return self._waiting.append(route)
        headers = {"content-range": f"bytes {first}-{self.end - 1}/{len(self.film)}", "accept-ranges": "bytes"}
        return route.fulfill(status=206, headers=headers, content_type="video/mp4", body=self.film[first : self.end])


@pytest.fixture(scope="module")
def long_film() -> bytes:
    return mp4(seconds=SECONDS)


def opened(visitor: Visitor, item: dict[str, Any]) -> Locator:
    """The player of a film, opened by its address."""
    visitor.page.goto(urljoin(visitor.page.url, f"/?item={item['uploadId']}"))
    return visitor.page.get_by_role("dialog").first.locator("video")


def loaded(video: Locator) -> None:
    """Waits until the player knows the film."""
    expect(video).to_have_js_property("duration", SECONDS)


def test_a_film_paused_for_six_minutes_goes_on_where_it_was(visitor: Visitor, member: Member, long_film: bytes) -> None:
    link = ExpiringLink(long_film)
    item = member.keep("film.mp4", long_film)
    visitor.page.clock.install()
    visitor.page.route(LINKS, link)
    video = opened(visitor, item)
    loaded(video)
    video.evaluate("video => Object.assign(video, { playbackRate: 1.5, volume: 0.3, currentTime: 5 })")
    link.expire()
    visitor.page.clock.fast_forward("06:00")
    video.evaluate("video => { video.currentTime = 280; }")
    expect(video).to_have_js_property("readyState", 4)
    expect(video).to_have_js_property("seeking", value=False)
    kept = video.evaluate("video => [video.currentTime, video.paused, video.playbackRate, video.volume]")
    assert kept == [pytest.approx(280, abs=0.2), True, 1.5, pytest.approx(0.3)]
    assert len(link.given) == 2
    expect(visitor.page.get_by_text(CANNOT_PLAY)).to_have_count(0)


def test_a_film_is_called_unplayable_when_its_bytes_come_and_are_no_film(visitor: Visitor, member: Member) -> None:
    visitor.page.route(LINKS, lambda route: route.fulfill(content_type="video/mp4", body=b"no film " * 100))
    video = opened(visitor, member.keep("film.mp4", mp4()))
    expect(visitor.page.get_by_text(CANNOT_PLAY)).to_be_visible()
    assert video.evaluate("video => video.poster") != ""


def test_a_film_that_cannot_be_had_is_not_called_unplayable_and_can_be_tried_again(
    visitor: Visitor, member: Member, long_film: bytes
) -> None:
    item = member.keep("film.mp4", long_film)
    visitor.page.clock.install()
    visitor.page.route(LINKS, lambda route: route.fulfill(status=503))
    video = opened(visitor, item)
    failed = visitor.page.get_by_text("The video could not be loaded.")
    # Each try comes after a longer pause; the page's clock is moved on until the last one has failed.
    while not failed.is_visible():
        visitor.page.clock.run_for(500)
    expect(visitor.page.get_by_text(CANNOT_PLAY)).to_have_count(0)
    visitor.page.unroute(LINKS)
    visitor.page.get_by_role("button", name="Try again").click()
    loaded(video)
    expect(failed).to_have_count(0)


def test_a_picture_that_was_refused_is_shown_once_the_session_is_renewed(visitor: Visitor, member: Member) -> None:
    """In the grid and in the viewer, as often as that happens."""
    member.keep("picture.jpg", jpeg(1600, 1000))
    refused: set[str] = set()

    def refuse_once(route: Route) -> None:
        if route.request.url in refused:
            route.continue_()
        else:
            refused.add(route.request.url)
            route.fulfill(status=401)

    visitor.page.route(PREVIEWS, refuse_once)
    visitor.page.reload()
    tile = visitor.page.locator("[data-upload-id]")
    expect(tile.locator("img.loaded")).to_have_count(1)
    tile.click()
    picture = visitor.page.get_by_role("dialog").first.locator("img.pswp__img:not(.pswp__img--placeholder)")
    expect(picture).to_have_js_property("naturalWidth", 1440)
    expect(visitor.page.get_by_text("The picture could not be loaded.")).to_have_count(0)
