"""What a page of a search reads and how long it takes, in libraries of 1,000, 10,000 and 100,000 items.

    ./momento bench search
    python tests/bench/search.py [--sizes 1000 10000 100000] [--embedded 1000 3000]

The libraries are made by the catalog's own use case through its own adapters for DynamoDB. Beneath them stand two
engines that read ranges as DynamoDB does, for `--sizes`: one that counts what is read (SQLite, `_range_engine.py`), and
one by others that charges for it (dynalite, `_dynalite.py`), with a copy of the same items; and the embedded AWS, whose
own cost grows with every item of a partition, for `--embedded`. Sizes take turns within each run, so that a busy
machine weighs on all of them alike.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from momento_catalog.adapters.outbound.dynamodb.records.record_item import read_record

from tests.bench._dynalite import Charge, copy, dynalite
from tests.bench._libraries import Library
from tests.bench._range_engine import Meter, RangeEngine
from tests.fakes.catalog.aws import TABLES, client, create_tables, dynamodb_stores
from tests.fakes.catalog.catalog import LANGUAGE, Catalog, Stores
from tests.fakes.catalog.ministack_process import ministack
from tests.fakes.catalog.samples import new_user_id
from tests.fakes.catalog.stored_objects import InMemoryStoredObjects
from tests.fakes.catalog.stored_uploads import InMemoryStoredCopies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from momento_catalog.domain.search.filter import MediaFilter

PAGE: Final = 50
RUNS: Final = 30
SEARCHES: Final = {
    "newest page": "",
    "month": "taken:2008-10",
    "one tag": "tag:dog",
    "two tags": "tag:dog tag:holiday",
    "word prefix": "holi*",
    "place and date": "place:italy taken:2008-10",
}
ONE_FACET: Final = ("newest page", "month", "one tag", "word prefix")


@dataclass
class Storage:
    """A library in an engine, ready to be searched."""

    library: Library
    catalog: Catalog

    def page(self, wanted: MediaFilter) -> int:
        """Reads the first page, and answers how many items it has."""
        return len(self.catalog.list(self.library.user_id, wanted, PAGE).records)


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--embedded", type=int, nargs="*", default=[1_000, 3_000])
    chosen = arguments.parse_args()
    engine = RangeEngine()
    stores: Any = engine
    library = [made(Catalog(without_objects(dynamodb_stores(stores, stores))), size) for size in chosen.sizes]
    over_ranges(engine, library)
    the_naive_way(engine, library)
    over_dynalite(engine, library)
    if chosen.embedded:
        over_the_embedded_aws(chosen.embedded)


def over_ranges(engine: RangeEngine, library: Sequence[Storage]) -> None:
    """Reads, read units and times on the engine that counts them."""
    say("\nan engine that reads ranges (SQLite in memory); items read, strongly consistent read units, milliseconds")
    head("search", "size", "returned", "records", "entries", "counts", "read / returned", "units", "p50", "p95")
    for name, text in SEARCHES.items():
        wanted = LANGUAGE.read(text)
        times = timed([partial(storage.page, wanted) for storage in library])
        for storage, seconds in zip(library, times, strict=True):
            engine.meter = Meter()
            returned, read = storage.page(wanted), engine.meter
            ratio = f"{read.records / max(1, returned):.2f}"
            cost = (read.records, read.entries, read.counts, ratio, read.units)
            row(name, storage.library.size, returned, *cost, *quantiles(seconds))
        report_growth(name, library, times)


def over_dynalite(engine: RangeEngine, library: Sequence[Storage]) -> None:
    """Read units as dynalite charges them, and times, through HTTP, for a copy of the same libraries."""
    with dynalite() as endpoint:
        dynamodb, charge = client("dynamodb", endpoint), Charge()
        create_tables(dynamodb)
        started = time.perf_counter()
        say(f"\n{copy(engine.items(), dynamodb):,} items copied in {time.perf_counter() - started:.0f} s")
        catalog = Catalog(dynamodb_stores(client("s3", endpoint), dynamodb))
        copies = [replace(storage, catalog=catalog) for storage in library]
        charge.attach(dynamodb)
        say("dynalite, an engine by others that reads ranges; its own read units, milliseconds")
        head("search", "size", "returned", "units", "p50", "p95")
        for name, text in SEARCHES.items():
            wanted = LANGUAGE.read(text)
            times = timed([partial(storage.page, wanted) for storage in copies])
            for storage, seconds in zip(copies, times, strict=True):
                charge.units = 0
                row(name, storage.library.size, storage.page(wanted), f"{charge.units:g}", *quantiles(seconds))
            report_growth(name, library, times)


def report_growth(name: str, library: Sequence[Storage], times: Sequence[Sequence[float]]) -> None:
    """How much longer the largest library takes than the smallest, for searches that one facet answers."""
    if name in ONE_FACET:
        growth = statistics.median(times[-1]) / statistics.median(times[0])
        least, most = library[0].library.size, library[-1].library.size
        say(f"    {name}: {most:,} items take {growth:.2f} times as long as {least:,}")


def the_naive_way(engine: RangeEngine, library: Sequence[Storage]) -> None:
    """What a table without an index reads for one tag, on the engine that counts it."""
    say("\nthe naive way: Query of all the user's records, filtered and put into order (one tag)")
    head("size", "returned", "records", "units", "milliseconds")
    for storage in library:
        engine.meter = Meter()
        started = time.perf_counter()
        returned = naive_page(engine, storage)
        row(
            storage.library.size,
            returned,
            engine.meter.records,
            engine.meter.units,
            milliseconds(time.perf_counter() - started),
        )


def naive_page(engine: RangeEngine, storage: Storage) -> int:
    """A page of one tag as a table without an index gives it."""
    wanted = LANGUAGE.read(SEARCHES["one tag"])
    user = {":user": {"S": str(storage.library.user_id)}}
    request: dict[str, Any] = {"TableName": TABLES.media, "ExpressionAttributeValues": user}
    found = []
    while True:
        answer = engine.query(**request)
        found += [item for item in map(read_record, answer["Items"]) if wanted.matches(item.media)]
        if "LastEvaluatedKey" not in answer:
            return len(sorted(found, key=lambda record: record.media.moment, reverse=True)[:PAGE])
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def over_the_embedded_aws(sizes: Sequence[int]) -> None:
    """Times on the embedded AWS, through HTTP and its own Python."""
    with tempfile.TemporaryDirectory() as folder, ministack(Path(folder)) as endpoint:
        dynamodb = client("dynamodb", endpoint)
        create_tables(dynamodb)
        stores = without_objects(dynamodb_stores(client("s3", endpoint), dynamodb))
        library = [made(Catalog(stores), size) for size in sizes]
        say("\nthe embedded AWS, whose Query looks at every item of the partition; milliseconds")
        head("search", "size", "returned", "p50", "p95")
        for name, text in SEARCHES.items():
            wanted = LANGUAGE.read(text)
            times = timed([partial(storage.page, wanted) for storage in library])
            for storage, seconds in zip(library, times, strict=True):
                row(name, storage.library.size, storage.page(wanted), *quantiles(seconds))


def without_objects(stores: Stores) -> Stores:
    """The same stores for records of which no object lies anywhere: searches read none."""
    return replace(stores, copies=InMemoryStoredCopies(), objects=InMemoryStoredObjects())


def made(catalog: Catalog, size: int) -> Storage:
    """Records a library of `size` items."""
    library, started = Library(new_user_id(), size), time.perf_counter()
    for item in library.items():
        catalog.record(item)
    seconds = time.perf_counter() - started
    say(f"{size:,} items recorded in {seconds:.0f} s, {1000 * seconds / size:.1f} ms each")
    return Storage(library, catalog)


def timed(pages: Sequence[Callable[[], int]]) -> list[list[float]]:
    """Seconds that each page takes in each run; they take turns."""
    times: list[list[float]] = [[] for _ in pages]
    for _ in range(RUNS):
        for place, page in enumerate(pages):
            started = time.perf_counter()
            page()
            times[place].append(time.perf_counter() - started)
    return times


def quantiles(seconds: Sequence[float]) -> tuple[str, str]:
    """The median and the 95th percentile in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return milliseconds(statistics.median(seconds)), milliseconds(cuts[-1])


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds."""
    return f"{seconds * 1000:.1f}"


def head(*cells: str) -> None:
    """The head of a table."""
    row(*cells)
    row(*("---" for _ in cells))


def row(*cells: object) -> None:
    """A row of a table."""
    say(f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in cells)} |")


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
