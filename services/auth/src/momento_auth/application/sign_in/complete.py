"""The second step of signing in, where the account has a second factor (ASVS V6.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.mfa.challenge import ChallengeText, Purpose, unknown_challenge

if TYPE_CHECKING:
    from momento_auth.application.mfa.challenges import ChallengeBook
    from momento_auth.application.mfa.second_factors import SecondFactors
    from momento_auth.application.ports.accounts import Accounts
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.sessions.issue_tokens import SignedIn
    from momento_auth.application.sessions.start import SessionStarter
    from momento_auth.application.sign_in.throttle_guard import SignInGuard
    from momento_auth.domain.accounts.account import Account
    from momento_auth.domain.mfa.challenge import Challenge
    from momento_auth.domain.mfa.second_factor import Proof
    from momento_auth.domain.sessions.client import Client


class FinishSignIn:
    """Starts the session for which the password alone was not enough."""

    def __init__(
        self,
        accounts: Accounts,
        challenges: ChallengeBook,
        factors: SecondFactors,
        guard: SignInGuard,
        start_session: SessionStarter,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._challenges = challenges
        self._factors = factors
        self._guard = guard
        self._start_session = start_session
        self._clock = clock

    def __call__(self, challenge: str, proof: Proof, client: Client) -> SignedIn:
        """The account with the first tokens of its new session.

        Raises:
            ChallengeEnded: the challenge was met, has expired, or was answered too often.
            ProofWrong: the answer is not right.
            TooManyAttempts: too many wrong ones came before, also to other challenges.
            AccountClosed: as `SessionStarter`.
        """
        text, now = ChallengeText(challenge), self._clock.now()
        given = self._challenges.find(text, Purpose.SIGN_IN, Purpose.REOPENING)
        account = self._account(given)
        self._guard.admit_factor(account.email.folded, client, now)
        self._factors.meet(text, given, proof)
        is_new_place = self._guard.factor_met(account.email.folded, client, now)
        reopen = given.purpose is Purpose.REOPENING
        return self._start_session(account, client, now, is_new_place=is_new_place, reopen=reopen)

    def _account(self, given: Challenge) -> Account:
        account = self._accounts.find(given.user_id) if given.user_id else None
        if account is None:
            raise unknown_challenge()
        return account
