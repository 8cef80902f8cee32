from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from momento_catalog.adapters.inbound.grpc.maintenance import Maintenance
from momento_catalog.domain.errors import StoreUnavailable

from tests.fakes.catalog.clock import FixedClock
from tests.fakes.catalog.samples import new_user_id

if TYPE_CHECKING:
    import pytest
    from momento_catalog.domain.identifiers import UserId

USER, OTHER = new_user_id(), new_user_id()


class Tidied:
    def __init__(self) -> None:
        self.users: list[UserId] = []

    def __call__(self, user_id: UserId) -> int:
        self.users.append(user_id)
        if user_id == OTHER:
            raise StoreUnavailable("not now")
        return 0


def finished(housekeeping: Maintenance) -> None:
    """Waits for everything that has been begun."""
    housekeeping._thread.submit(int).result(60)


def test_each_user_who_comes_is_looked_after_once_a_day() -> None:
    tidied, clock = Tidied(), FixedClock()
    housekeeping = Maintenance(tidied, clock)
    for _ in range(3):
        housekeeping.visit(USER)
    clock.advance(86_399)
    housekeeping.visit(USER)
    finished(housekeeping)
    assert tidied.users == [USER]
    clock.advance(1)
    housekeeping.visit(USER)
    finished(housekeeping)
    assert tidied.users == [USER, USER]
    housekeeping.stop()


def test_a_store_that_fails_for_one_user_is_told_to_the_operator_and_harms_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tidied = Tidied()
    housekeeping = Maintenance(tidied, FixedClock())
    with caplog.at_level(logging.WARNING):
        housekeeping.visit(OTHER)
        housekeeping.visit(USER)
        finished(housekeeping)
    assert tidied.users == [OTHER, USER]
    assert [vars(record)["user_id"] for record in caplog.records] == [str(OTHER)]
    housekeeping.stop()
