"""What is typed into a field or a dialog stays there: no key of it trashes, marks or downloads what lies behind."""

from __future__ import annotations

import itertools
import json
import random
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.slow_answers import SlowAnswers
from tests.media.images import jpeg_with_gps, png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.visitor import Visitor
    from tests.e2e.member import Member

LISTED = Path(__file__).parents[2] / "services/ingest/web/tests/components/typing-places.json"
"""Every component that takes keys for itself, by the place where it is typed at; a test beside it keeps it complete."""
KEYS = 500
AT_ONCE = 50
SEED = 20_261_130
NAMED = ["Enter", "Escape", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Delete", "Backspace", "Space", "Home"]
PRINTABLE = string.ascii_letters + string.digits + "#?/.,;:!-_'()\"@"
FIELDS = "input:not([type=file]), textarea, select, [contenteditable]"
FOCUS = """(roots, [fields, index]) => {
    const shown = roots.filter((root) => root.checkVisibility());
    const all = shown.flatMap((root) => [...root.querySelectorAll(fields)]);
    all[index % all.length]?.focus();
    return shown.length > 0;
}"""
"""Whether the place is there; without waiting, because an answer may take it away at any moment."""
PURGE_CANCELLED = ["Enter", "Space"]
"""The keys that press the button which has the focus: in the question whether to delete that is `Cancel`."""


@dataclass(frozen=True)
class Place:
    """Where somebody types: how one gets there by pointer and address alone, and what is there as long as one is."""

    go: Callable[[Visitor], None]
    root: Callable[[Visitor], Locator]


def dialog(visitor: Visitor) -> Locator:
    return visitor.page.locator("dialog[open]")


def ticked(visitor: Visitor) -> Locator:
    """The page as long as something is ticked."""
    return visitor.page.locator("body", has=visitor.page.get_by_role("toolbar", name="Selection"))


def come_to(visitor: Visitor, path: str) -> None:
    visitor.page.goto(urljoin(visitor.page.url, path), wait_until="commit")


def july(visitor: Visitor) -> None:
    """All pictures are ticked, and nothing lies over them."""
    come_to(visitor, "/")
    visitor.page.get_by_role("checkbox", name="Select everything of July 2021").click()
    expect(visitor.page.get_by_role("toolbar", name="Selection")).to_contain_text("3 selected")


def asked(button: str) -> Callable[[Visitor], None]:
    """A dialog about the ticked pictures."""

    def go(visitor: Visitor) -> None:
        july(visitor)
        visitor.page.get_by_role("toolbar", name="Selection").get_by_role("button", name=button).click()

    return go


def in_trash(visitor: Visitor) -> None:
    come_to(visitor, "/trash")
    visitor.page.get_by_role("button", name="Empty the trash").click()


def viewing(visitor: Visitor) -> None:
    come_to(visitor, "/")
    visitor.page.locator("[data-upload-id]").first.click()


def in_album(visitor: Visitor) -> None:
    come_to(visitor, "/albums")
    visitor.page.get_by_role("link", name="1 item").first.click()
    visitor.page.locator("[data-upload-id]").first.hover()
    visitor.page.get_by_role("checkbox", name="Select typed0.jpg").click()


def new_album(visitor: Visitor) -> None:
    come_to(visitor, "/albums")
    visitor.page.get_by_role("button", name="New album").click()


def from_menu(*buttons: str) -> Callable[[Visitor], None]:
    def go(visitor: Visitor) -> None:
        july(visitor)
        visitor.page.get_by_role("button", name="Account of A Member").press("Enter")
        for button in buttons:
            visitor.page.get_by_role("button", name=button).press("Enter")

    return go


def uploading(visitor: Visitor) -> None:
    """The list of uploads lies open beside ticked pictures."""
    come_to(visitor, "/")
    other: FilePayload = {"name": "other.png", "mimeType": "image/png", "buffer": png(31, 17)}
    visitor.page.locator("input[type=file]").first.set_input_files(other)
    expect(visitor.panel).to_be_visible()
    visitor.page.get_by_role("checkbox", name="Select everything of July 2021").click()


def new_key(visitor: Visitor) -> None:
    come_to(visitor, "/account/keys")
    visitor.page.get_by_role("button", name="New key").click()


PLACES = {
    "gallery": Place(july, lambda visitor: ticked(visitor).locator("search")),
    "uploads": Place(uploading, lambda visitor: visitor.panel),
    "tags": Place(asked("Tags"), dialog),
    "album choice": Place(asked("Add to an album"), dialog),
    "purge": Place(in_trash, dialog),
    "viewer": Place(viewing, lambda visitor: visitor.page.get_by_role("complementary", name="Information")),
    "album": Place(in_album, lambda visitor: ticked(visitor).locator("main header")),
    "new album": Place(new_album, dialog),
    "keys": Place(from_menu("Keyboard shortcuts"), dialog),
    "menu": Place(from_menu(), lambda visitor: visitor.page.locator("#account-menu:popover-open")),
    "account": Place(new_key, dialog),
}
NO_PICTURES = {"signed out"}
"""Places of people to whom no picture is shown."""


@pytest.fixture
def items(member: Member) -> list[dict[str, Any]]:
    """Three pictures of July 2021, one of them in an album, and one in the trash."""
    kept = [member.keep(f"typed{day}.jpg", jpeg_with_gps(taken=f"2021:07:0{day + 1} 12:30:00")) for day in range(3)]
    album = member.call("POST", "/albums", json={"title": "Typed"}).json()
    member.call("POST", f"/albums/{album['albumId']}/media", json={"uploadIds": [kept[0]["uploadId"]]})
    member.change(member.keep("trashed.png", png(41, 23)), trashed=True)
    return kept


@pytest.fixture
def slow(visitor: Visitor, items: list[dict[str, Any]]) -> Iterator[SlowAnswers]:
    assert items
    answers = SlowAnswers(visitor.page)
    yield answers
    answers.release()


def test_every_place_at_which_a_component_is_listed_is_typed_at() -> None:
    assert set(PLACES) | NO_PICTURES == set(json.loads(LISTED.read_text()))


@pytest.mark.parametrize("name", PLACES)
def test_random_keys_typed_at_a_place_do_nothing_to_the_pictures(
    visitor: Visitor, member: Member, items: list[dict[str, Any]], slow: SlowAnswers, name: str
) -> None:
    place, chance = PLACES[name], random.Random(SEED)  # noqa: S311 - a sequence that can be repeated, no secret
    place.go(visitor)
    # Nobody rests between two keys here, however slow the machine is: what is typed on is typed on.
    visitor.stop_clock()
    for number in range(KEYS // AT_ONCE):
        focus(visitor, place, number)
        for keys in drawn(chance, name):
            if keys in NAMED:
                visitor.page.keyboard.press(keys)
            else:
                visitor.page.keyboard.type(keys)
            if keys == "Escape":
                # Who leaves by Escape means to, and what comes then is meant for the page.
                focus(visitor, place, number)
        slow.release()
        visitor.page.clock.run_for(1_000)
    assert slow.harm == []
    assert member.listed(q="is:favorite") == []
    assert set(member.listed()) >= {item["uploadId"] for item in items}


def drawn(chance: random.Random, name: str) -> list[str]:
    """The next keys, printable ones in one piece; they are four of five."""
    keys = [chance.choice(PRINTABLE) if chance.random() < 0.8 else chance.choice(NAMED) for _ in range(AT_ONCE)]
    wanted = [key for key in keys if name != "purge" or key not in PURGE_CANCELLED]
    runs = itertools.groupby(wanted, key=lambda key: len(key) == 1)
    return [run for printable, group in runs for run in (["".join(group)] if printable else group)]


def focus(visitor: Visitor, place: Place, index: int) -> None:
    """Comes to a field of the place, or to the place itself where there is none."""
    while not place.root(visitor).evaluate_all(FOCUS, [FIELDS, index]):
        visitor.page.clock.resume()
        place.go(visitor)
        expect(place.root(visitor).first).to_be_visible()
        now: float = visitor.page.evaluate("Date.now()")
        visitor.page.clock.pause_at(datetime.fromtimestamp(now / 1000 + 1, UTC))
