from __future__ import annotations

import logging
import queue
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.inbound.background.email_worker import MAX_WISHES, EmailWorker
from momento_auth.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_SECONDS = 30


@pytest.fixture
def email_worker() -> Iterator[EmailWorker]:
    email_worker = EmailWorker()
    yield email_worker
    email_worker.stop()


def nothing() -> int:
    return 0


def test_wishes_are_answered_in_their_order(email_worker: EmailWorker) -> None:
    answered: queue.Queue[str] = queue.Queue()
    email_worker.start(answered.put, nothing)
    for email in ("ada", "bob"):
        email_worker.pass_on(email)
    assert [answered.get(timeout=TIMEOUT_SECONDS) for _ in range(2)] == ["ada", "bob"]


def test_a_fault_is_logged_and_the_next_wish_answered(
    email_worker: EmailWorker, caplog: pytest.LogCaptureFixture
) -> None:
    answered: queue.Queue[str] = queue.Queue()

    def answer(email: str) -> None:
        answered.put(email)
        if email == "ada":
            raise ValueError("A fault of ours.")
        if email == "bob":
            raise StoreUnavailable("The store is away.")

    email_worker.start(answer, nothing)
    with caplog.at_level(logging.WARNING):
        for email in ("ada", "bob", "cleo"):
            email_worker.pass_on(email)
        assert [answered.get(timeout=TIMEOUT_SECONDS) for _ in range(3)][-1] == "cleo"
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_more_wishes_than_can_wait_are_dropped_without_holding_anybody_up(
    email_worker: EmailWorker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for number in range(MAX_WISHES + 1):
            email_worker.pass_on(str(number))
    assert [record.message for record in caplog.records] == ["request for a link dropped: too many wait"]
