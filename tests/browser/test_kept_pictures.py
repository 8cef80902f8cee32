"""A browser keeps the pictures that it has shown, and has none left when their session has ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from momento_catalog.domain.identifiers import UserId
from momento_catalog.domain.index.facets import FacetName, facets_of
from playwright.sync_api import Page, expect

from tests.browser.stored_library import StoredLibrary, photo

if TYPE_CHECKING:
    from momento_local.stack import Stack

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

NEWEST = datetime(2024, 6, 20, 12, tzinfo=UTC)
COUNT = 500
FEW = 20
PREVIEWS = "/previews/256"
SHOWN = """() => {
    const tiles = [...document.querySelectorAll('main [data-upload-id]')];
    const inView = tiles.filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    });
    const loaded = inView.every((tile) => tile.querySelector('img.loaded'));
    return inView.length > 0 && loaded ? inView.map((tile) => tile.dataset.uploadId) : null;
}"""
ONWARD = """() => {
    const { scrollHeight } = document.documentElement;
    if (scrollY + innerHeight >= scrollHeight - 1) scrollTo(0, 0);
    else scrollBy(0, innerHeight * 0.8);
}"""
"""A screen further, or to the top again: a month that is laid out meanwhile may move pictures past the screen."""
STATUS = """async (address) => (await fetch(address)).status"""
KEPT = """async (address) => {
    try {
        return (await fetch(address, { cache: 'only-if-cached', mode: 'same-origin' })).ok;
    } catch (error) {
        if (error instanceof TypeError) return false;
        throw error;
    }
}"""
NOTHING_STORED = """async () => (await caches.keys()).length === 0"""


@dataclass
class Traffic:
    """Bytes that have come over the network to a page, by address."""

    page: Page
    received: dict[str, int] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._finished)

    def of(self, part: str = "") -> int:
        """Bytes of all addresses that hold `part`."""
        return sum(count for address, count in self.received.items() if part in address)

    def _asked(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "")
        self.received[address] = self.received.get(address, 0) + int(event["encodedDataLength"])


def library(stack: Stack, member: Member, count: int) -> list[str]:
    """So many pictures, each of them stored; only the timeline knows them. Their upload ids."""
    user_id, library = UserId(member.user_id), StoredLibrary(stack)
    items = [photo(user_id, number, NEWEST - number * timedelta(hours=2)) for number in range(count)]
    library.put(items, lambda item: frozenset(it for it in facets_of(item) if it.name is FacetName.MONTH))
    library.put_previews(items)
    return [str(item.upload_id) for item in items]


def look_through(page: Page, upload_ids: list[str]) -> None:
    """Scrolls until every picture has been in view, loaded."""
    missing = set(upload_ids)
    while missing:
        missing -= set(page.wait_for_function(SHOWN).json_value())
        page.evaluate(ONWARD)
        page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => done(true)))")


def address(upload_id: str) -> str:
    return f"/api/v1/media/{upload_id}{PREVIEWS}"


def test_a_second_visit_fetches_less_than_a_tenth_of_the_bytes(stack: Stack, member: Member, visitor: Visitor) -> None:
    upload_ids = library(stack, member, COUNT)
    first, second = (_visited(visitor.page.context.new_page(), stack, upload_ids) for _ in range(2))
    assert first.of(PREVIEWS) > 400 * COUNT
    assert second.of(PREVIEWS) < first.of(PREVIEWS) / 10
    assert second.of() < first.of() / 10 + _of_lists(first)


def _visited(page: Page, stack: Stack, upload_ids: list[str]) -> Traffic:
    traffic = Traffic(page)
    page.goto(stack.settings.edge_url)
    look_through(page, upload_ids)
    return traffic


def _of_lists(traffic: Traffic) -> int:
    """What a visit has to ask again: what there is."""
    return sum(traffic.of(f"/api/v1/{name}") for name in ("media?", "timeline", "session", "account"))


def test_no_picture_is_left_when_its_user_has_signed_out(stack: Stack, member: Member, visitor: Visitor) -> None:
    page, seen = visitor.page, address(library(stack, member, FEW)[0])
    page.goto(stack.settings.edge_url)
    page.wait_for_function(SHOWN)
    assert page.evaluate(KEPT, seen) is True
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email")).to_be_visible()
    assert page.evaluate(KEPT, seen) is False
    assert page.evaluate(NOTHING_STORED) is True
    assert page.evaluate(STATUS, seen) == 401


def test_no_picture_is_left_once_the_browser_learns_that_its_session_has_ended(
    stack: Stack, member: Member, visitor: Visitor
) -> None:
    page, seen = visitor.page, address(library(stack, member, FEW)[0])
    page.goto(stack.settings.edge_url)
    page.wait_for_function(SHOWN)
    assert page.evaluate(KEPT, seen) is True
    assert member.call("DELETE", "/account/sessions").json()["ended"] >= 1
    page.reload()
    expect(page.get_by_label("Email")).to_be_visible()
    assert page.evaluate(KEPT, seen) is False
    assert page.evaluate(STATUS, seen) == 401
