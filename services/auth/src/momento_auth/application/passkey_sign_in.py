"""Sign in with a passkey and nothing else: it is two factors by itself, since the authenticator verified the user."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.challenge import AskedFactor, ChallengeText, Purpose
from momento_auth.domain.errors import TooManyAttempts
from momento_auth.domain.factor_errors import ProofWrong
from momento_auth.domain.second_factor import Method, Proof
from momento_auth.domain.throttling import DelayPolicy

if TYPE_CHECKING:
    from momento_auth.application.challenge_book import ChallengeBook
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.passkey_ceremonies import PasskeyCeremonies
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.application.second_factors import SecondFactors
    from momento_auth.application.session_starter import SessionStarter
    from momento_auth.application.session_tokens import SignedIn
    from momento_auth.domain.client import Client

CHALLENGE_POLICY: Final = DelayPolicy(
    free_attempts=300,
    first_delay=timedelta(seconds=1),
    longest_delay=timedelta(minutes=1),
    forgotten_after=timedelta(minutes=5),
)
"""For one address: each challenge is a row for five minutes, and anybody may ask for one."""


class StartPasskeySignIn:
    """Gives a challenge to whoever asks; nothing is told of any account."""

    def __init__(
        self, challenges: ChallengeBook, ceremonies: PasskeyCeremonies, throttle: Throttle, clock: Clock
    ) -> None:
        self._challenges = challenges
        self._ceremonies = ceremonies
        self._throttle = throttle
        self._clock = clock

    def __call__(self, client: Client) -> AskedFactor:
        """A challenge that any passkey of anybody may answer; raises `TooManyAttempts`."""
        subject = hashlib.sha256(f"passkey challenge\0{client.network}".encode()).hexdigest()
        wait = self._throttle.admit(subject, CHALLENGE_POLICY, self._clock.now())
        if wait:
            raise TooManyAttempts(wait)
        text, challenge = self._challenges.give(Purpose.PASSKEY_SIGN_IN)
        options = self._ceremonies.authentication_options(text.signed)
        return AskedFactor(text.text, [Method.PASSKEY], options, challenge.expires_at)


class FinishPasskeySignIn:
    """Starts a session for the account whose passkey answered."""

    def __init__(
        self,
        accounts: Accounts,
        challenges: ChallengeBook,
        factors: SecondFactors,
        start_session: SessionStarter,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._challenges = challenges
        self._factors = factors
        self._start_session = start_session
        self._clock = clock

    def __call__(self, challenge: str, answer: str, client: Client) -> SignedIn:
        """The account with the first tokens of its new session.

        Raises:
            ChallengeEnded: the challenge was met, has expired, or was answered too often.
            ProofWrong: no passkey of an account answered, or not rightly.
        """
        text = ChallengeText(challenge)
        given = self._challenges.find(text, Purpose.PASSKEY_SIGN_IN)
        user_id = self._factors.meet(text, given, Proof(Method.PASSKEY, answer))
        account = self._accounts.find(user_id)
        if account is None:
            raise ProofWrong("The account of this passkey is gone.")
        return self._start_session(account, client, self._clock.now())
