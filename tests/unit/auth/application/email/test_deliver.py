from __future__ import annotations

import pytest
from momento_auth.application.email.deliver import DeliverEmails
from momento_auth.application.ports.mailer import MailDelayed, MailRefused
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.email.message import GIVEN_UP_AFTER, MAX_WAIT, OutgoingEmail

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.mailer import InMemoryMailer
from tests.fakes.auth.outbox import InMemoryOutbox

EMAIL = OutgoingEmail(EmailAddress("ada@example.org"), "Hello", "Come in.\n")


class Post:
    def __init__(self) -> None:
        self.clock, self.outbox, self.mailer = SettableClock(), InMemoryOutbox(), InMemoryMailer()
        self.deliver = DeliverEmails(self.outbox, self.mailer, self.clock)
        self.outbox.put(EMAIL, self.clock.now())


@pytest.fixture
def post() -> Post:
    return Post()


def test_a_letter_is_sent_once(post: Post) -> None:
    assert [post.deliver(), post.deliver()] == [1, 0]
    assert post.mailer.letters == [EMAIL]


def test_a_letter_that_cannot_be_sent_now_is_sent_later(post: Post) -> None:
    post.mailer.failure = MailDelayed("No answer.")
    assert post.deliver() == 0
    post.mailer.failure = None
    assert post.deliver() == 0
    post.clock.advance(seconds=15)
    assert post.deliver() == 1


def test_a_letter_that_will_never_be_taken_is_given_up_at_once(post: Post) -> None:
    post.mailer.failure = MailRefused("No such mailbox.")
    post.deliver()
    assert post.outbox.letters == []


def test_after_a_day_of_trying_ever_more_rarely_a_letter_is_given_up(post: Post) -> None:
    post.mailer.failure = MailDelayed("No answer.")
    tries = 0
    while post.outbox.letters:
        tries += 1
        post.deliver()
        post.clock.advance(MAX_WAIT)
    assert GIVEN_UP_AFTER / MAX_WAIT <= tries < 2 * GIVEN_UP_AFTER / MAX_WAIT
