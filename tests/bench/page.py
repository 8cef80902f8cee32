"""How the page behaves with a library of 100,000 items, beside one of 1,000, in Chromium and against all of Momento.

    ./momento bench page
    python tests/bench/page.py [--sizes 1000 100000]

Records, index entries of months and counts are put straight into the embedded AWS's DynamoDB; uploading so many would
take a day. Their pictures are 48 small previews, stored again and again under the keys of those items that are looked
at here; all others have none, and the page shows placeholders. The sizes take turns within each figure, so that a
busy machine weighs on both alike. The embedded AWS looks at every item of a partition that it queries, which DynamoDB
does not: the more months, the longer the call for their counts takes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from momento_catalog.domain.identifiers import UserId
from momento_catalog.domain.index.facets import Facet, FacetName, facets_of
from momento_local import web
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launched
from tests.browser.stored_library import StoredLibrary, photo
from tests.browser.visitor import Visitor
from tests.e2e.member import Member

if TYPE_CHECKING:
    from momento_catalog.domain.records.media import Media
    from playwright.sync_api import Browser

PAGE: Final = Path(__file__).parents[2] / "services/ingest/web"
NEWEST: Final = datetime(2024, 6, 20, 12, tzinfo=UTC)
PHOTOS_A_DAY: Final = 10
PLACES: Final = (0.15, 0.35, 0.55, 0.75, 0.95)
"""Where the scrubber is clicked, as shares of its length."""
AROUND: Final = 150
"""Items on either side of such a place that have pictures."""
NEWEST_WITH_PICTURES: Final = 900
RUNS: Final = 5
TIMEOUT_SECONDS: Final = 90
TURNS_OF_THE_WHEEL: Final = 80
TASK: Final = "ThreadControllerImpl::RunTask"
LONG_MILLISECONDS: Final = 50
"""A task that keeps a processor busy longer makes scrolling stutter (W3C Long Tasks API)."""
WATCH: Final = """
    window.seen = { first: 0, pictures: 0, longest: 0, tasks: 0 };
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
            seen.longest = Math.max(seen.longest, duration);
            seen.tasks += 1;
        }
    }).observe({ type: 'longtask', buffered: true });
    (function look() {
        seen.pictures = Math.max(seen.pictures, document.querySelectorAll('main img').length);
        if (seen.first === 0 && document.querySelector('main img.loaded')) seen.first = performance.now();
        requestAnimationFrame(look);
    })();
"""
SHOWN: Final = """() => {
    const inside = [...document.querySelectorAll('main img')].filter((image) => {
        const { top, bottom } = image.getBoundingClientRect();
        return bottom > 60 && top < innerHeight;
    });
    const gaps = [...document.querySelectorAll('main .gap')].some((gap) => {
        const { top, bottom } = gap.getBoundingClientRect();
        return bottom > 60 && top < innerHeight;
    });
    return inside.length > 8 && !gaps && inside.every((image) => image.complete && image.naturalWidth > 0);
}"""


@dataclass
class Reader:
    """Somebody with a library of one size, at the page."""

    size: int
    page: Page
    first: list[float] = field(default_factory=list)
    scrubs: list[float] = field(default_factory=list)
    longest: float = 0
    computed: float = 0
    heavy: int = 0
    pictures: int = 0
    script_bytes: int = 0

    def load(self) -> None:
        """Loads the page anew and waits for the first picture."""
        self.script_bytes = 0
        self.page.reload()
        until(self.page, "seen.first > 0")
        self.first.append(self.page.evaluate("seen.first") / 1000)
        self.note()

    def scrub(self, place: float) -> None:
        """Goes to a place of the scrubber and waits until everything that is seen there has its picture."""
        track = self.page.get_by_role("slider").bounding_box()
        if track is None:
            raise RuntimeError("There is no scrubber.")
        started = time.perf_counter()
        self.page.mouse.click(track["x"] + track["width"] / 2, track["y"] + place * track["height"])
        until(self.page, SHOWN)
        self.scrubs.append(time.perf_counter() - started)
        self.note()

    def scroll(self) -> None:
        """Turns the wheel from the top for some thousand pixels, as a finger does."""
        self.page.evaluate("scrollTo(0, 0)")
        until(self.page, SHOWN)
        self.page.evaluate("seen.longest = 0")
        browser = self.page.context.browser
        if browser is None:
            raise RuntimeError("The page has no browser of its own.")
        browser.start_tracing(page=self.page, categories=["toplevel"])
        self.page.mouse.move(500, 400)
        for _ in range(TURNS_OF_THE_WHEEL):
            self.page.mouse.wheel(0, 240)
            self.page.wait_for_timeout(30)
        self.page.wait_for_timeout(500)
        self.longest = self.page.evaluate("seen.longest")
        computed = computations(browser.stop_tracing())
        self.computed = max(computed, default=0)
        self.heavy = sum(each > LONG_MILLISECONDS for each in computed)
        self.note()

    def note(self) -> None:
        """Keeps the greatest number of pictures that were in the document at any frame."""
        self.pictures = max(self.pictures, self.page.evaluate("seen.pictures"))


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        web.build(PAGE, say, Path(folder) / "web.log")
        with Stack(Settings(Path(folder), Ports.free())) as stack, sync_playwright() as playwright:
            browser = launched(playwright, stack)
            readers = [reader(stack, browser, size) for size in chosen.sizes]
            measure(readers)
            report(readers)
            browser.close()


def reader(stack: Stack, browser: Browser, size: int) -> Reader:
    """Somebody with a new library."""
    started = time.perf_counter()
    member = Member.registered(stack, f"reader-{size}@example.org")
    user_id = UserId(member.user_id)
    items = [photo(user_id, number, NEWEST - number * timedelta(days=1) / PHOTOS_A_DAY) for number in range(size)]
    library = StoredLibrary(stack)
    library.put(items, months)
    wanted = set(range(min(size, NEWEST_WITH_PICTURES)))
    for place in PLACES:
        wanted |= set(range(max(0, int(place * size) - AROUND), min(size, int(place * size) + AROUND)))
    library.put_previews([items[number] for number in sorted(wanted)])
    say(f"{size:,} items put into the embedded AWS in {time.perf_counter() - started:.0f} s, {len(wanted):,} pictures")
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(WATCH)
    Visitor(page).sign_in(stack.settings.edge_url, member)
    until(page, "seen.first > 0")
    made = Reader(size, page)
    page.on("response", lambda answer: count_script(made, answer.url, answer.headers))
    return made


def until(page: Page, condition: str) -> None:
    """Waits for a condition; Playwright's own waiting evaluates text, which the page's policy forbids."""
    ends = time.perf_counter() + TIMEOUT_SECONDS
    while not page.evaluate(condition):
        if time.perf_counter() > ends:
            raise TimeoutError(condition)
        page.wait_for_timeout(20)


def computations(trace: bytes) -> list[float]:
    """How long each task of a page's main thread kept a processor busy, in milliseconds.

    Other than the time that a task takes, this does not grow with what else the machine has to do.
    """
    events = json.loads(trace)["traceEvents"]
    main_threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks = [event for event in events if event["name"] == TASK and (event["pid"], event["tid"]) in main_threads]
    if not tasks:
        raise RuntimeError(f"Chromium traced no {TASK}; it may have another name in this version.")
    return [task.get("tdur", 0) / 1000 for task in tasks]


def months(item: Media) -> frozenset[Facet]:
    """What the timeline needs of the index."""
    return frozenset(facet for facet in facets_of(item) if facet.name is FacetName.MONTH)


def count_script(made: Reader, url: str, headers: dict[str, str]) -> None:
    """Adds the compressed size of a script."""
    if url.endswith(".js"):
        made.script_bytes += int(headers.get("content-length", "0"))


def measure(readers: list[Reader]) -> None:
    """All figures; the readers take turns."""
    for _ in range(RUNS):
        for each in readers:
            each.load()
    for place in PLACES:
        for each in readers:
            each.scrub(place)
    for each in readers:
        each.scroll()


def report(readers: list[Reader]) -> None:
    """The table, and how the largest library compares with the smallest."""
    figures = ("items", "first picture s", "scrub s, median", "longest", "pictures", "task ms", "computing ms")
    say(f"\n| {' | '.join(figures)} | over 50 ms | script kB |")
    say("|---|---|---|---|---|---|---|---|---|")
    for each in readers:
        cells = (
            f"{each.size:,}",
            f"{statistics.median(each.first):.2f}",
            f"{statistics.median(each.scrubs):.2f}",
            f"{max(each.scrubs):.2f}",
            str(each.pictures),
            f"{each.longest:.0f}",
            f"{each.computed:.0f}",
            str(each.heavy),
            f"{each.script_bytes / 1000:.1f}",
        )
        say(f"| {' | '.join(cells)} |")
    small, large = readers[0], readers[-1]
    first = statistics.median(large.first) / statistics.median(small.first)
    scrub = statistics.median(large.scrubs) / statistics.median(small.scrubs)
    say(f"\n{large.size:,} items beside {small.size:,}: first picture {first:.2f}, scrubbing {scrub:.2f} times as long")


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
