from __future__ import annotations

import unicodedata

import pytest
from momento_auth.application.sign_in.throttle_guard import SignInGuard
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.throttling import TooManyAttempts

from tests.fakes.auth.clock import SettableClock
from tests.fakes.auth.throttle import InMemoryThrottle

ADA = "ada@example.org"
HOME = Client("203.0.113.7", "")
CAFE = Client("203.0.113.99", "")


class Guarded:
    """A guard with a clock of its own."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.guard = SignInGuard(InMemoryThrottle())

    def admit(self, email: str = ADA, client: Client = HOME) -> None:
        self.guard.admit(email, client, self.clock.now())

    def succeed(self, email: str = ADA, client: Client = HOME) -> None:
        self.admit(email, client)
        self.guard.succeeded(email, client, self.clock.now())

    def attack(self, email: str = ADA) -> None:
        """Guesses from ever new addresses, as fast as it is let."""
        for number in range(200):
            self.clock.advance(seconds=1)
            try:
                self.admit(email, Client(f"198.51.100.{number}", ""))
            except TooManyAttempts:
                continue


@pytest.fixture
def guarded() -> Guarded:
    return Guarded()


def test_an_account_is_slowed_down_whatever_addresses_are_used(guarded: Guarded) -> None:
    guarded.attack()
    with pytest.raises(TooManyAttempts):
        guarded.admit(ADA, CAFE)


def test_the_owner_at_a_known_address_does_not_wait_for_what_strangers_do(guarded: Guarded) -> None:
    guarded.succeed()
    guarded.attack()
    guarded.succeed()


def test_a_known_address_is_slowed_down_for_its_own_attempts(guarded: Guarded) -> None:
    guarded.succeed()
    for _ in range(5):
        guarded.admit()
    with pytest.raises(TooManyAttempts):
        guarded.admit()


def test_an_address_is_known_for_ninety_days(guarded: Guarded) -> None:
    guarded.succeed()
    guarded.clock.advance(days=90)
    guarded.attack()
    with pytest.raises(TooManyAttempts):
        guarded.admit()


def test_known_for_one_account_is_not_known_for_another(guarded: Guarded) -> None:
    guarded.succeed("bob@example.org", HOME)
    guarded.attack()
    with pytest.raises(TooManyAttempts):
        guarded.admit(ADA, HOME)


def test_an_attacked_account_opens_again_within_a_quarter_of_an_hour(guarded: Guarded) -> None:
    guarded.attack()
    guarded.clock.advance(seconds=15 * 60)
    guarded.admit(ADA, CAFE)


def test_one_address_is_slowed_down_over_many_accounts(guarded: Guarded) -> None:
    for number in range(20):
        guarded.admit(f"victim{number}@example.org")
    with pytest.raises(TooManyAttempts):
        guarded.admit("victim20@example.org")


def test_many_people_may_sign_in_from_one_address(guarded: Guarded) -> None:
    for number in range(50):
        guarded.succeed(f"colleague{number}@example.org")


def test_signing_in_with_an_own_account_does_not_let_a_guesser_start_anew(guarded: Guarded) -> None:
    for number in range(19):
        guarded.admit(f"victim{number}@example.org")
        guarded.succeed("guesser@example.org")
    guarded.admit("victim19@example.org")
    with pytest.raises(TooManyAttempts):
        guarded.admit("victim20@example.org")


def test_case_and_space_do_not_make_another_account_of_it(guarded: Guarded) -> None:
    for _ in range(5):
        guarded.admit("ada@example.org")
    with pytest.raises(TooManyAttempts):
        guarded.admit(" ADA@Example.org ")


@pytest.mark.parametrize("composed", ["josé.gärtner.çelik@example.org", "각각@example.org", "ada;`@example.org"])
def test_no_spelling_of_an_address_in_unicode_makes_another_account_of_it(guarded: Guarded, composed: str) -> None:
    decomposed = unicodedata.normalize("NFD", composed)
    half = decomposed[:4] + unicodedata.normalize("NFC", decomposed[4:])
    singletons = composed.replace(";", "\u037e").replace("`", "\u1fef")
    spellings = [composed, decomposed, half, singletons, composed.upper()]
    for spelling in spellings:
        guarded.admit(spelling)
    for spelling in spellings:
        with pytest.raises(TooManyAttempts):
            guarded.admit(spelling)


def test_what_is_no_address_is_counted_in_one_form_too(guarded: Guarded) -> None:
    for spelling in ("é", "e\u0301", "É", "E\u0301", " é "):
        guarded.admit(spelling)
    with pytest.raises(TooManyAttempts):
        guarded.admit("é")
