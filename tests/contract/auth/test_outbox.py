from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.adapters.outbound.ed25519.sealing import Seal
from momento_auth.adapters.outbound.sql.outbox import SqlOutbox
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.email.message import OutgoingEmail
from sqlalchemy import text

from tests.fakes.auth.clock import START
from tests.fakes.auth.outbox import InMemoryOutbox

if TYPE_CHECKING:
    from momento_auth.adapters.outbound.sql.database import Database
    from momento_auth.application.ports.outbox import Outbox

LEASE = timedelta(minutes=5)
EMAIL = OutgoingEmail(EmailAddress("Ada@example.org"), "Hello", "A link that nobody else is to see.\n")


@pytest.fixture
def outbox(database: Database | None) -> Outbox:
    return SqlOutbox(database, Seal(b"k" * 32)) if database else InMemoryOutbox()


def test_a_letter_is_taken_as_it_was_put_and_by_one_at_a_time(outbox: Outbox) -> None:
    outbox.put(EMAIL, START)
    taken = outbox.take(START, START + LEASE)
    assert taken is not None
    assert (taken.letter, taken.created_at, taken.attempts) == (EMAIL, START, 0)
    assert taken.letter.recipient.as_typed == "Ada@example.org"
    assert outbox.take(START, START + LEASE) is None


def test_a_letter_whose_taker_died_is_taken_again(outbox: Outbox) -> None:
    outbox.put(EMAIL, START)
    outbox.take(START, START + LEASE)
    assert outbox.take(START + LEASE, START + 2 * LEASE) is not None


def test_the_letter_that_waits_for_longest_comes_first(outbox: Outbox) -> None:
    for number in (2, 1, 3):
        outbox.put(OutgoingEmail(EMAIL.recipient, str(number), ""), START + timedelta(seconds=number))
    later = START + timedelta(minutes=1)
    taken = [outbox.take(later, later + LEASE) for _ in range(3)]
    assert [it.letter.subject for it in taken if it] == ["1", "2", "3"]


def test_a_letter_that_is_put_off_comes_then_and_knows_it(outbox: Outbox) -> None:
    outbox.put(EMAIL, START)
    taken = outbox.take(START, START + LEASE)
    assert taken is not None
    outbox.postpone(taken.letter_id, START + 2 * LEASE)
    assert outbox.take(START + LEASE, START + 2 * LEASE) is None
    again = outbox.take(START + 2 * LEASE, START + 3 * LEASE)
    assert again is not None
    assert again.attempts == 1


def test_a_letter_that_is_removed_never_comes(outbox: Outbox) -> None:
    outbox.put(EMAIL, START)
    taken = outbox.take(START, START)
    assert taken is not None
    outbox.remove(taken.letter_id)
    assert outbox.take(START + LEASE, START + LEASE) is None


def test_of_many_that_take_at_once_each_gets_another_letter(outbox: Outbox) -> None:
    for _ in range(8):
        outbox.put(EMAIL, START)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: outbox.take(START, START + LEASE), range(16)))
    ids = [it.letter_id for it in taken if it]
    assert len(ids) == len(set(ids)) == 8


def test_who_reads_the_table_reads_no_letter(sql_database: Database) -> None:
    SqlOutbox(sql_database, Seal(b"k" * 32)).put(EMAIL, START)
    with sql_database.reading() as connection:
        [sealed] = connection.execute(text("SELECT sealed FROM letters")).scalars()
    assert b"link" not in bytes(sealed)
    assert b"ample.org" not in bytes(sealed)
