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
def postman() -> Iterator[EmailWorker]:
    postman = EmailWorker()
    yield postman
    postman.stop()


def nothing() -> int:
    return 0


def test_wishes_are_answered_in_their_order(postman: EmailWorker) -> None:
    answered: queue.Queue[str] = queue.Queue()
    postman.start(answered.put, nothing)
    for email in ("ada", "bob"):
        postman.pass_on(email)
    assert [answered.get(timeout=TIMEOUT_SECONDS) for _ in range(2)] == ["ada", "bob"]


def test_a_fault_is_logged_and_the_next_wish_answered(postman: EmailWorker, caplog: pytest.LogCaptureFixture) -> None:
    answered: queue.Queue[str] = queue.Queue()

    def answer(email: str) -> None:
        answered.put(email)
        if email == "ada":
            raise ValueError("A fault of ours.")
        if email == "bob":
            raise StoreUnavailable("The store is away.")

    postman.start(answer, nothing)
    with caplog.at_level(logging.WARNING):
        for email in ("ada", "bob", "cleo"):
            postman.pass_on(email)
        assert [answered.get(timeout=TIMEOUT_SECONDS) for _ in range(3)][-1] == "cleo"
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_more_wishes_than_can_wait_are_dropped_without_holding_anybody_up(
    postman: EmailWorker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for number in range(MAX_WISHES + 1):
            postman.pass_on(str(number))
    assert [record.message for record in caplog.records] == ["request for a link dropped: too many wait"]
