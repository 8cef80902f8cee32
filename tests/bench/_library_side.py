"""One revision's whole stack with a library of one member, which does what it reads: `lists` starts it.

It runs in the environment of its own revision, and imports from that alone. What was measured is written
as one line of JSON for each line that is read.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from momento_catalog.domain.identifiers import UserId
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.browser.stored_library import StoredLibrary, photo
from tests.e2e.member import Member

if TYPE_CHECKING:
    from collections.abc import Callable

NEWEST: Final = datetime(2024, 6, 20, 12, tzinfo=UTC)
PHOTOS_A_DAY: Final = 10
PAGE: Final = 200
BATCH: Final = 500
LISTS: Final = 10


class Library:
    """What is asked for a member with so many items."""

    def __init__(self, member: Member, upload_ids: list[str]) -> None:
        self._member = member
        self._upload_ids = upload_ids
        self._numbers = count()

    def lists(self) -> dict[str, float]:
        """Ten pages of 200 items: seconds and bytes, as they came over the network, of one."""
        began, sizes = time.perf_counter(), []
        for _ in range(LISTS):
            answer = self._member.call("GET", "/media", params={"limit": PAGE})
            _check(answer.status_code == 200 and len(answer.json()["items"]) == PAGE, answer.text)
            sizes.append(answer.num_bytes_downloaded)
        return {"seconds": (time.perf_counter() - began) / LISTS, "bytes": sum(sizes) / LISTS}

    def bulk(self) -> dict[str, float]:
        """A tag more, or one less, on 500 items: seconds."""
        change = "removeTags" if next(self._numbers) % 2 else "addTags"
        body = {"uploadIds": self._upload_ids[:BATCH], change: ["bench"]}
        began = time.perf_counter()
        answer = self._member.call("POST", "/media/bulk", json=body)
        seconds = time.perf_counter() - began
        _check(answer.status_code == 200, answer.text)
        outcomes = answer.json()["items"]
        _check(len(outcomes) == BATCH and all(it["done"] for it in outcomes), answer.text[:500])
        return {"seconds": seconds}


def main() -> None:
    """Starts the stack, says its processes, and does what it reads until there is nothing more to read."""
    size = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, Stack(Settings(Path(folder), Ports.free())) as stack:
        member = Member.registered(stack, "bench@example.org")
        user_id = UserId(member.user_id)
        items = [photo(user_id, number, NEWEST - number * timedelta(days=1) / PHOTOS_A_DAY) for number in range(size)]
        StoredLibrary(stack).put(items)
        library = Library(member, [str(item.upload_id) for item in items])
        tasks: dict[str, Callable[[], dict[str, float]]] = {"list": library.lists, "bulk": library.bulk}
        _write({process.name: process.pid for process in stack.processes})
        for line in sys.stdin:
            member.stay_signed_in()
            _write(tasks[line.strip()]())


def _check(holds: bool, problem: str) -> None:  # noqa: FBT001  # it is the condition itself
    if not holds:
        raise RuntimeError(problem)


def _write(answer: Any) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
