"""Gives out challenges, and knows them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.mfa.challenge import LIFETIME, Challenge, ChallengeText, unknown_challenge

if TYPE_CHECKING:
    from momento_auth.application.ports.challenges import Challenges
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.identifiers import Identifiers
    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.mfa.challenge import Purpose


class ChallengeBook:
    """Every challenge is met once, within five minutes and five tries."""

    def __init__(self, challenges: Challenges, identifiers: Identifiers, clock: Clock) -> None:
        self._challenges = challenges
        self._identifiers = identifiers
        self._clock = clock

    def give(
        self, purpose: Purpose, user_id: UserId | None = None, session_id: SessionId | None = None
    ) -> tuple[ChallengeText, Challenge]:
        """A new challenge in clear, and what is kept of it."""
        text, now = ChallengeText(self._identifiers.secret()), self._clock.now()
        challenge = Challenge(
            digest=text.digest, purpose=purpose, user_id=user_id, session_id=session_id, expires_at=now + LIFETIME
        )
        self._challenges.add(challenge, now)
        return text, challenge

    def find(self, text: ChallengeText, *purposes: Purpose, session_id: SessionId | None = None) -> Challenge:
        """The challenge that was given for one of these purposes, and to this session.

        Raises:
            ChallengeEnded: there is none, or it has expired, or was answered too often.
        """
        challenge = self._challenges.find(text.digest)
        if challenge is None or challenge.purpose not in purposes or challenge.session_id != session_id:
            raise unknown_challenge()
        if not challenge.is_open(self._clock.now()):
            raise unknown_challenge()
        return challenge

    def count_try(self, challenge: Challenge) -> None:
        """Before an answer is looked at; raises `ChallengeEnded` when there were too many."""
        if not self._challenges.count_try(challenge.digest):
            raise unknown_challenge()

    def spend(self, challenge: Challenge) -> None:
        """When the answer was right; raises `ChallengeEnded` when another one was faster."""
        if not self._challenges.spend(challenge.digest):
            raise unknown_challenge()
