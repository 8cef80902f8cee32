"""Ask for a second factor, and check the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_auth.domain.mfa.errors import ProofWrong
from momento_auth.domain.mfa.recovery_code import RecoveryCode
from momento_auth.domain.mfa.second_factor import AskedFactor, Method
from momento_auth.domain.mfa.totp import normal_code, sealed_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_auth.application.mfa.challenges import ChallengeBook
    from momento_auth.application.mfa.stores import FactorStores
    from momento_auth.application.ports.clock import Clock
    from momento_auth.application.ports.one_time_codes import OneTimeCodes
    from momento_auth.application.ports.passkey_ceremonies import PasskeyCeremonies
    from momento_auth.application.ports.sealing import Sealing
    from momento_auth.domain.identifiers import SessionId, UserId
    from momento_auth.domain.mfa.challenge import Challenge, ChallengeText, Purpose
    from momento_auth.domain.mfa.passkey import Passkey
    from momento_auth.domain.mfa.second_factor import Proof


class SecondFactors:
    """Knows which factors an account has; anyone who calls `meet` has slowed down guessing before."""

    def __init__(
        self,
        stores: FactorStores,
        challenges: ChallengeBook,
        codes: OneTimeCodes,
        ceremonies: PasskeyCeremonies,
        sealing: Sealing,
        clock: Clock,
    ) -> None:
        self._stores = stores
        self._challenges = challenges
        self._codes = codes
        self._ceremonies = ceremonies
        self._sealing = sealing
        self._clock = clock

    def methods_of(self, user_id: UserId) -> Sequence[Method]:
        """How the account can answer; empty when it has no second factor."""
        stores = self._stores
        own = {Method.PASSKEY: bool(stores.passkeys.of(user_id)), Method.TOTP: stores.has_totp(user_id)}
        methods = [method for method, present in own.items() if present]
        if methods and stores.recovery_codes.left(user_id):
            methods.append(Method.RECOVERY_CODE)
        return methods

    def ask(
        self, purpose: Purpose, user_id: UserId, methods: Sequence[Method], session_id: SessionId | None = None
    ) -> AskedFactor:
        """A challenge for the account to answer by one of `methods`."""
        text, challenge = self._challenges.give(purpose, user_id, session_id)
        options = self._ceremonies.authentication_options(text.signed) if Method.PASSKEY in methods else ""
        return AskedFactor(text.text, methods, options, challenge.expires_at)

    def meet(self, text: ChallengeText, challenge: Challenge, proof: Proof) -> UserId:
        """Whose proof it is; from now on the challenge, and a code, are spent.

        Raises:
            ProofWrong: it is wrong, was used before, or is somebody else's.
            ChallengeEnded: there were too many tries, or another answer was faster.
        """
        self._challenges.count_try(challenge)
        if proof.method is Method.PASSKEY:
            user_id = self._by_passkey(text, challenge.user_id, proof.answer)
        else:
            user_id = self._by_code(challenge, proof)
        self._challenges.spend(challenge)
        return user_id

    def identify(self, text: ChallengeText, answer: str) -> UserId:
        """Whose passkey answered a challenge that was given to nobody; raises `ProofWrong`."""
        return self._by_passkey(text, None, answer)

    def _by_code(self, challenge: Challenge, proof: Proof) -> UserId:
        user_id = challenge.user_id
        by_totp = proof.method is Method.TOTP
        if user_id is None:
            raise _wrong("Only a passkey will do here.", None)
        right = self._is_totp(user_id, proof.answer) if by_totp else self._is_recovery_code(user_id, proof.answer)
        if not right:
            raise _wrong("That code is wrong, or was used already; wait for the next one, or take another.", user_id)
        return user_id

    def _is_totp(self, user_id: UserId, typed: str) -> bool:
        totp, code, now = self._stores.totps.find(user_id), normal_code(typed), self._clock.now()
        if totp is None or code is None:
            return False
        secret = self._sealing.open(totp.sealed_secret, sealed_name(user_id))
        step = self._codes.step(secret, code, now)
        return step is not None and self._stores.totps.use(user_id, step, now)

    def _is_recovery_code(self, user_id: UserId, typed: str) -> bool:
        code = RecoveryCode.parse(typed)
        return self._stores.recovery_codes.use(user_id, code.digest)

    def _by_passkey(self, text: ChallengeText, expected: UserId | None, answer: str) -> UserId:
        passkey = self._claimed(expected, answer)
        count = self._ceremonies.authenticated(text.signed, passkey, answer)
        if not self._stores.passkeys.used(passkey, count, self._clock.now()):
            raise _wrong("The passkey was used elsewhere at the same moment; try again.", passkey.user_id)
        return passkey.user_id

    def _claimed(self, expected: UserId | None, answer: str) -> Passkey:
        passkey = self._stores.passkeys.find_by_credential(self._ceremonies.credential_id(answer))
        if passkey is None or expected not in (None, passkey.user_id):
            raise _wrong("This passkey is not known here; take another one.", expected)
        return passkey


def _wrong(sentence: str, user_id: UserId | None) -> ProofWrong:
    return ProofWrong(sentence, user_id=user_id)
