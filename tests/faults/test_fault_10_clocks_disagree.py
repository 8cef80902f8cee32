"""Fault 10: clocks that are five minutes fast or slow. Pass mark: bounded leeway.

Each service in turn runs with a clock of its own (`clock/sitecustomize.py`), the others with the right one.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from momento_chassis.identity import LEEWAY_SECONDS

from tests.faults.gated_stack import rerouted
from tests.faults.waiting import eventually, reaches_auth, spooled, without
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults

CLOCK = Path(__file__).parent / "clock"
FIVE_MINUTES = 300
WITHIN = LEEWAY_SECONDS - 10
TAKEN = [
    ("ingest", FIVE_MINUTES),
    ("scanner", FIVE_MINUTES),
    ("auth", WITHIN),
    ("catalog", -WITHIN),
    # Tokens last ten minutes: half of that is left of them.
    ("auth", -FIVE_MINUTES),
    ("catalog", FIVE_MINUTES),
    # The other way, or less of it.
    *(
        pytest.param(*moved, marks=pytest.mark.thorough)
        for moved in (("ingest", -FIVE_MINUTES), ("scanner", -FIVE_MINUTES), ("auth", -WITHIN), ("catalog", WITHIN))
    ),
]
REFUSED = [("auth", FIVE_MINUTES), ("catalog", -FIVE_MINUTES)]
"""Where tokens come from the future for whoever reads them."""


@contextmanager
def moved(stack: Stack, service: str, seconds: int) -> Iterator[None]:
    """Runs a service with a clock that is so many seconds fast."""
    process = stack[service]
    usual = process.part
    rerouted(stack[service], {"PYTHONPATH": str(CLOCK), "CLOCK_MOVED_SECONDS": str(seconds)})
    try:
        restart(stack, service)
        yield
    finally:
        process.part = usual
        restart(stack, service)


def restart(stack: Stack, service: str) -> None:
    stack[service].stop()
    stack[service].start()
    stack[service].wait_ready()
    eventually(lambda: without(stack) == set() and reaches_auth(stack))


@pytest.mark.parametrize(("service", "seconds"), TAKEN)
def test_a_clock_that_is_not_too_far_off_harms_nobody(
    stack: Stack, new_member: Callable[[], Member], service: str, seconds: int
) -> None:
    with moved(stack, service, seconds):
        member = new_member()
        item = member.keep("a.png", png(90, 70))
        assert member.listed() == [item["uploadId"]]
        assert member.download(item["uploadId"]) == png(90, 70)


@pytest.mark.parametrize(("service", "seconds"), REFUSED)
def test_a_token_from_minutes_ahead_is_refused_and_nothing_is_stored_with_it(
    stack: Stack, new_member: Callable[[], Member], aws: AwsFaults, storage: Storage, service: str, seconds: int
) -> None:
    with moved(stack, service, seconds):
        member, before = new_member(), storage.contents()
        with aws.watched() as calls:
            refused = member.send("a.png", png(90, 71))
        assert (refused.status_code, refused.json()["code"]) == (401, "TOKEN_INVALID")
        assert member.call("GET", "/media").status_code == 401
    assert [call for call in calls if call.service == "s3"] == []
    assert storage.contents() == before
    assert spooled(stack) == []


@pytest.mark.parametrize("seconds", [-2 * FIVE_MINUTES - 2 * LEEWAY_SECONDS, -FIVE_MINUTES])
def test_a_token_is_refused_once_it_has_expired_by_the_readers_clock(
    stack: Stack, new_member: Callable[[], Member], seconds: int
) -> None:
    # With a slow auth, its tokens are old when they are made: after five minutes they still hold, after eleven not.
    with moved(stack, "auth", seconds):
        answer = new_member().call("GET", "/media")
    if seconds == -FIVE_MINUTES:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_EXPIRED")
