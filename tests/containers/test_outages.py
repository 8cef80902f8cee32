"""Cut off, frozen or killed, no container takes an accepted upload with it."""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.containers.senders import TIMEOUT_SECONDS, Senders
from tests.containers.site import EDGES
from tests.e2e import tus_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.containers.box import Box
    from tests.containers.site import Site
    from tests.e2e.member import Member

pytestmark = [
    pytest.mark.timeout(300, func_only=True),  # what starts the containers has limits of its own
    pytest.mark.thorough,
]

OUTAGE_SECONDS = 8.0
"""Longer than a blip that retries hide, in which senders try again and again."""
ATTEMPTS = 12
FAULTS: dict[str, tuple[Callable[[Box], None], Callable[[Box], None]]] = {
    "cut off": (lambda box: box.cut(), lambda box: box.join()),
    "frozen": (lambda box: box.pause(), lambda box: box.resume()),
    "killed": (lambda box: box.kill(), lambda box: box.start()),
}
CONTAINERS = ("ingest", "ingest-2", "scanner", "scanner-2", "auth", "catalog", "clamav", "postgres", "aws")
CASES = [
    (name, fault)
    for name in CONTAINERS
    for fault in FAULTS
    # clamd has no network of which it could be cut off.
    if (name, fault) != ("clamav", "cut off")
]


@pytest.mark.parametrize(("name", "fault"), CASES)
def test_no_accepted_upload_is_lost(site: Site, member: Member, name: str, fault: str) -> None:
    begin, end = FAULTS[fault]
    edges = [functools.partial(site.client, edge) for edge in EDGES]
    with Senders(member, edges) as senders:
        senders.wait_accepted(3)
        begin(site[name])
        try:
            senders.wait_tried(ATTEMPTS, OUTAGE_SECONDS)
        finally:
            end(site[name])
        site.wait_healthy()
        senders.wait_accepted(3)
    assert senders.refused == []
    ended = [tus_client.ended(member, f"/uploads/{each.upload_id}", TIMEOUT_SECONDS) for each in senders.accepted]
    assert Counter(state["state"] for state in ended) == {"done": len(senders.accepted)}
    for each in senders.accepted:
        assert member.download(each.upload_id) == each.content
    assert _stored_twice(member) == []


def _stored_twice(member: Member) -> list[str]:
    """Checksums that more than one item has."""
    sums: Counter[str] = Counter()
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": 100, **({"cursor": cursor} if cursor else {})}
        page = member.call("GET", "/media", params=query).json()
        sums.update(item["sha256"] for item in page["items"])
        cursor = page.get("nextCursor")
    return [checksum for checksum, count in sums.items() if count > 1]
