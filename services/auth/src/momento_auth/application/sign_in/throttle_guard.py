"""Slows down anyone who guesses passwords, without shutting out the owner of an account.

Attempts count for the client's address and for the account. Somebody could keep a stranger's account busy with wrong
passwords from many addresses, so attempts from an address that has signed in to the account before are counted
apart: the owner at home does not wait for what others do.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from momento_auth.domain.accounts.email_address import canonical_address
from momento_auth.domain.throttling import ACCOUNT_POLICY, ADDRESS_POLICY, KNOWN_PLACE_LIFETIME, TooManyAttempts

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.domain.sessions.client import Client
    from momento_auth.domain.throttling import DelayPolicy


class SignInGuard:
    """Says who may try to sign in, and learns from success."""

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle

    def admit(self, email: str, client: Client, now: datetime) -> None:
        """Counts an attempt, whether or not the account exists.

        Raises:
            TooManyAttempts: it comes too early.
        """
        self._count(_address(client), ADDRESS_POLICY, now)
        place = _place(email, client)
        known = self._throttle.knows(place, now)
        self._count(place if known else _account(email), ACCOUNT_POLICY, now)

    def succeeded(self, email: str, client: Client, now: datetime) -> bool:
        """Forgets what was counted for the account, and remembers the place; whether that was not known before.

        The address only gets this one attempt back, or else a guesser with an account of his own could start anew
        whenever he likes.
        """
        place = _place(email, client)
        is_new = not self._throttle.knows(place, now)
        self._throttle.take_back(_address(client))
        self._throttle.clear(_account(email), place)
        self.remember_place(email, client, now)
        return is_new

    def remember_place(self, email: str, client: Client, now: datetime) -> None:
        """From now on the address is the owner's to the account, and attempts from there are counted apart."""
        self._throttle.remember(_place(email, client), now + KNOWN_PLACE_LIFETIME, _account(email))

    def forget_places(self, email: str) -> None:
        """From now on every address is a stranger's to the account: somebody else may have signed in from there."""
        self._throttle.forget(_account(email))

    def admit_factor(self, email: str, client: Client, now: datetime) -> None:
        """Counts an attempt at the second factor; who makes it knows the password.

        Raises:
            TooManyAttempts: it comes too early.
        """
        known = self._throttle.knows(_place(email, client), now)
        self._count(_factor(email, client) if known else _factor(email), ACCOUNT_POLICY, now)

    def factor_met(self, email: str, client: Client, now: datetime) -> bool:
        """The same as `succeeded`, also for what was counted at the second factor."""
        self._throttle.clear(_factor(email), _factor(email, client))
        return self.succeeded(email, client, now)

    def _count(self, subject: str, policy: DelayPolicy, now: datetime) -> None:
        wait = self._throttle.admit(subject, policy, now)
        if wait:
            raise TooManyAttempts(wait)


def _address(client: Client) -> str:
    return _subject("address", client.network)


def _account(email: str) -> str:
    return _subject("account", canonical_address(email))


def _place(email: str, client: Client) -> str:
    return _subject("place", canonical_address(email), client.network)


def _factor(email: str, client: Client | None = None) -> str:
    return _subject("factor", canonical_address(email), client.network if client else "")


def _subject(*parts: str) -> str:
    # Digests have one length, and keep addresses that belong to no account out of the store.
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
