"""Sign in with a passkey and nothing else: it is two factors by itself, since the authenticator verified the user."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_auth.domain.mfa.challenge import Challenge, ChallengeText, Purpose, unknown_challenge
from momento_auth.domain.mfa.errors import ProofWrong
from momento_auth.domain.mfa.second_factor import AskedFactor, Method
from momento_auth.domain.throttling import DelayPolicy, TooManyAttempts

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.mfa.second_factors import SecondFactors
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.challenges import Challenges
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.application.ports.passkey_ceremonies import PasskeyCeremonies
    from momento_auth.application.ports.throttle import Admission
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.application.sessions.start import SessionStarter
    from momento_auth.domain.mfa.sealed_challenge import ChallengeSeal
    from momento_auth.domain.sessions.client import Client

CHALLENGE_POLICY: Final = DelayPolicy(
    free_attempts=100,
    first_delay=timedelta(seconds=1),
    longest_delay=timedelta(seconds=1),
    forgotten_after=timedelta(minutes=5),
)
"""For one address, which an office may share: then one a second. Each costs a signature, and leaves nothing behind."""


class StartPasskeySignIn:
    """Gives a challenge to anyone who asks; nothing is said of any account, and nothing is kept."""

    def __init__(
        self,
        seal: ChallengeSeal,
        ceremonies: PasskeyCeremonies,
        admission: Admission,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._seal = seal
        self._ceremonies = ceremonies
        self._admission = admission
        self._identifiers = identifiers
        self._clock = clock

    def __call__(self, client: Client) -> AskedFactor:
        """A challenge that any passkey of anybody may answer; raises `TooManyAttempts`."""
        now = self._clock.now()
        _slow_down(self._admission, "challenge", client, now)
        text, expires_at = self._seal.make(self._identifiers.secret(), now)
        options = self._ceremonies.authentication_options(text.signed)
        return AskedFactor(text.text, [Method.PASSKEY], options, expires_at)


class FinishPasskeySignIn:
    """Starts a session for the account whose passkey answered; only then the challenge is kept, as one that was met."""

    def __init__(
        self,
        accounts: Accounts,
        seal: ChallengeSeal,
        challenges: Challenges,
        factors: SecondFactors,
        start_session: SessionStarter,
        admission: Admission,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._seal = seal
        self._challenges = challenges
        self._factors = factors
        self._start_session = start_session
        self._admission = admission
        self._clock = clock

    def __call__(self, challenge: str, answer: str, client: Client) -> SignedIn:
        """The account with the first tokens of its new session.

        Raises:
            ChallengeEnded: the challenge is none, was met, or has expired.
            ProofWrong: no passkey of an account answered, or not rightly.
            TooManyAttempts: too many answers came from the client's address.
        """
        text, now = ChallengeText(challenge), self._clock.now()
        _slow_down(self._admission, "answer", client, now)
        expires_at = self._seal.check(text, now)
        user_id = self._factors.identify(text, answer)
        # Nobody's, so that nothing which is dropped with an account makes it good again.
        met = Challenge(digest=text.digest, purpose=Purpose.PASSKEY_SIGN_IN, expires_at=expires_at, tries_left=0)
        if not self._challenges.meet(met, now):
            raise unknown_challenge()
        account = self._accounts.find(user_id)
        if account is None:
            raise ProofWrong("The account of this passkey is gone.")
        return self._start_session(account, client, now)


def _slow_down(admission: Admission, step: str, client: Client, now: datetime) -> None:
    wait = admission.admit(f"passkey {step} {client.network}", CHALLENGE_POLICY, now)
    if wait:
        raise TooManyAttempts(wait)
