"""Prove anew, in a session, who one is: with the password, and the second factor where there is one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_auth.domain.mfa.challenge import ChallengeText, Purpose
from momento_auth.domain.sessions.session import VERIFIED_FOR
from momento_auth.domain.throttling import ACCOUNT_POLICY, TooManyAttempts
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from datetime import datetime

    from momento_auth.application.mfa.challenges import ChallengeBook
    from momento_auth.application.mfa.second_factors import SecondFactors
    from momento_auth.application.mfa.step_up import StepUp
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.sessions import Sessions
    from momento_auth.application.ports.throttle import Throttle
    from momento_auth.application.sessions.verify_token import Verified, VerifyToken
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.second_factor import AskedFactor, Proof


@dataclass(frozen=True, slots=True)
class VerifiedSession:
    """Whose session was proved, and until when that counts; or what is still asked for."""

    user_id: UserId
    proved_until: datetime | None
    asked: AskedFactor | None = None


class ProveSession:
    """Takes the password."""

    def __init__(
        self, verify_token: VerifyToken, step_up: StepUp, factors: SecondFactors, sessions: Sessions, clock: Clock
    ) -> None:
        self._verify_token = verify_token
        self._step_up = step_up
        self._factors = factors
        self._sessions = sessions
        self._clock = clock

    def __call__(self, access_token: str, password: str) -> VerifiedSession:
        """Until when the session counts as proved; or the challenge to be answered first.

        Raises:
            PasswordWrong, TooManyAttempts: as `StepUp`.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        user_id, session_id = verified.account.user_id, verified.claims.session_id
        self._step_up(verified.account, password)
        methods = self._factors.methods_of(user_id)
        if methods:
            return VerifiedSession(user_id, None, self._factors.ask(Purpose.STEP_UP, user_id, methods, session_id))
        return prove(self._sessions, verified, self._clock.now())


class FinishProof:
    """Takes the second factor, after the password."""

    def __init__(
        self,
        verify_token: VerifyToken,
        challenges: ChallengeBook,
        factors: SecondFactors,
        sessions: Sessions,
        throttle: Throttle,
        clock: Clock,
    ) -> None:
        self._verify_token = verify_token
        self._challenges = challenges
        self._factors = factors
        self._sessions = sessions
        self._throttle = throttle
        self._clock = clock

    def __call__(self, access_token: str, challenge: str, proof: Proof) -> VerifiedSession:
        """Until when the session counts as proved.

        Raises:
            ChallengeEnded: the challenge is none of this session's, was met, has expired, or was answered too often.
            ProofWrong: the answer is not right.
            TooManyAttempts: too many wrong ones came before.
            TokenInvalid, TokenExpired, SessionEnded, ScopeMissing: as `VerifyToken`.
        """
        verified = self._verify_token(access_token, Scope.ACCOUNT_MANAGE)
        text, now = ChallengeText(challenge), self._clock.now()
        given = self._challenges.find(text, Purpose.STEP_UP, session_id=verified.claims.session_id)
        subject = hashlib.sha256(f"step-up factor\0{verified.account.user_id}".encode()).hexdigest()
        wait = self._throttle.admit(subject, ACCOUNT_POLICY, now)
        if wait:
            raise TooManyAttempts(wait)
        self._factors.meet(text, given, proof)
        self._throttle.clear(subject)
        return prove(self._sessions, verified, now)


def prove(sessions: Sessions, verified: Verified, now: datetime) -> VerifiedSession:
    """Notes that the session was proved at this moment."""
    sessions.prove(verified.claims.session_id, now)
    return VerifiedSession(verified.account.user_id, now + VERIFIED_FOR)
