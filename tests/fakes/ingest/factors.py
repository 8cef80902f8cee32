"""Second factors in memory, over the accounts of `InMemoryIdentity`."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_ingest.application.ports.factors import (
    AskedFactor,
    FactorList,
    NewPasskey,
    NewTotp,
    Passkey,
    PasskeyChallenge,
    Proof,
    ProofKind,
    StepUp,
    Totp,
)
from momento_ingest.domain.errors import Conflict, Forbidden, NotFound

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Client, Session, User

    from tests.fakes.ingest.identity import InMemoryIdentity

CODE = "123456"
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECOVERY_CODES = ["one-of-ten", "two-of-ten"]


@dataclass
class InMemoryFactors(Fallible):
    """Every app shows `CODE`; a passkey answers by repeating the challenge."""

    identity: InMemoryIdentity = field(kw_only=True)
    apps: dict[User, bool] = field(default_factory=dict)
    passkeys: dict[User, list[Passkey]] = field(default_factory=dict)
    codes: dict[User, list[str]] = field(default_factory=dict)
    challenges: dict[str, User | None] = field(default_factory=dict)
    proved: set[str] = field(default_factory=set)
    clients: list[Client] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def ask(self, user: User | None) -> AskedFactor:
        """A challenge for `user`, as after the right password."""
        challenge = f"challenge-{next(self._numbers)}"
        self.challenges[challenge] = user
        return AskedFactor(challenge, ["passkey"], json.dumps({"challenge": challenge}))

    async def finish_sign_in(self, challenge: str, proof: Proof, client: Client) -> Session:
        self.step("factors.finish_sign_in")
        self.clients.append(client)
        user = self._met(challenge, proof)
        assert user is not None
        return self.identity.started(user)

    async def start_passkey_sign_in(self, client: Client) -> AskedFactor:
        self.step("factors.start_passkey_sign_in")
        self.clients.append(client)
        return self.ask(None)

    async def finish_passkey_sign_in(self, challenge: str, passkey: str, client: Client) -> Session:
        self.step("factors.finish_passkey_sign_in")
        self.clients.append(client)
        self._met(challenge, Proof(ProofKind.PASSKEY, passkey))
        owner = next((user for user, kept in self.passkeys.items() if kept), None)
        if owner is None:
            raise _wrong()
        return self.identity.started(owner)

    async def prove_session(self, access_token: str, password: str, client: Client) -> StepUp:
        self.step("factors.prove_session")
        self.clients.append(client)
        user = await self._user(access_token)
        if self.identity.people[user.email][1] != password:
            raise Forbidden("PASSWORD_WRONG", "That is not your present password; try again.")
        if self._has_factor(user):
            return StepUp(None, self.ask(user))
        return self._verify(access_token)

    async def finish_proof(self, access_token: str, challenge: str, proof: Proof, client: Client) -> StepUp:
        self.step("factors.finish_proof")
        self.clients.append(client)
        await self._user(access_token)
        self._met(challenge, proof)
        return self._verify(access_token)

    async def factors(self, access_token: str) -> FactorList:
        self.step("factors.factors")
        user = await self._user(access_token)
        totp = Totp(MOMENT, None) if self.apps.get(user) else None
        return FactorList(totp, self.passkeys.get(user, []), len(self.codes.get(user, [])))

    async def start_totp(self, access_token: str, client: Client) -> NewTotp:
        self.step("factors.start_totp")
        self.clients.append(client)
        user = await self._verified_user(access_token)
        if self.apps.get(user):
            raise Conflict("TOTP_PRESENT", "You have an authenticator app already; remove it first.")
        self.apps[user] = False
        return NewTotp("SECRET", f"otpauth://totp/Momento:{user.email}?secret=SECRET")

    async def confirm_totp(self, access_token: str, code: str, client: Client) -> list[str]:
        self.step("factors.confirm_totp")
        self.clients.append(client)
        user = await self._user(access_token)
        if self.apps.get(user, True):
            raise NotFound("TOTP_UNKNOWN", "No authenticator app waits to be confirmed; begin anew.")
        if code != CODE:
            raise _wrong()
        self.apps[user] = True
        return self._first_codes(user)

    async def remove_totp(self, access_token: str, client: Client) -> None:
        self.step("factors.remove_totp")
        self.clients.append(client)
        user = await self._verified_user(access_token)
        if not self.apps.pop(user, False):
            raise NotFound("TOTP_UNKNOWN", "You have no authenticator app here.")

    async def start_passkey(self, access_token: str) -> PasskeyChallenge:
        self.step("factors.start_passkey")
        asked = self.ask(await self._verified_user(access_token))
        return PasskeyChallenge(asked.challenge, asked.passkey_options)

    async def add_passkey(
        self, access_token: str, challenge: str, name: str, passkey: str, client: Client
    ) -> NewPasskey:
        self.step("factors.add_passkey")
        self.clients.append(client)
        user = await self._user(access_token)
        self._met(challenge, Proof(ProofKind.PASSKEY, passkey))
        made = Passkey(f"01arz3ndektsv4rrffq69p{next(self._numbers):04}", name, MOMENT, None)
        self.passkeys.setdefault(user, []).insert(0, made)
        return NewPasskey(made, self._first_codes(user))

    async def rename_passkey(self, access_token: str, passkey_id: str, name: str) -> None:
        self.step("factors.rename_passkey")
        own = self._own(await self._user(access_token), passkey_id)
        own[:] = [replace(it, name=name) if it.passkey_id == passkey_id else it for it in own]

    async def remove_passkey(self, access_token: str, passkey_id: str, client: Client) -> None:
        self.step("factors.remove_passkey")
        self.clients.append(client)
        own = self._own(await self._verified_user(access_token), passkey_id)
        own[:] = [it for it in own if it.passkey_id != passkey_id]

    async def renew_recovery_codes(self, access_token: str, client: Client) -> list[str]:
        self.step("factors.renew_recovery_codes")
        self.clients.append(client)
        user = await self._verified_user(access_token)
        if not self._has_factor(user):
            raise Conflict("SECOND_FACTOR_MISSING", "Add an authenticator app or a passkey first.")
        self.codes[user] = list(RECOVERY_CODES)
        return list(RECOVERY_CODES)

    def _met(self, challenge: str, proof: Proof) -> User | None:
        if challenge not in self.challenges:
            raise Forbidden("CHALLENGE_ENDED", "This took too long; begin anew.")
        user = self.challenges[challenge]
        right = {ProofKind.TOTP: proof.answer == CODE, ProofKind.PASSKEY: challenge in proof.answer}
        codes = self.codes.get(user, []) if user else []
        if proof.kind is ProofKind.RECOVERY_CODE and proof.answer in codes:
            codes.remove(proof.answer)
        elif not right.get(proof.kind, False):
            raise _wrong()
        del self.challenges[challenge]
        return user

    async def _user(self, access_token: str) -> User:
        return (await self.identity.verify(access_token)).user

    async def _verified_user(self, access_token: str) -> User:
        user = await self._user(access_token)
        if access_token not in self.proved:
            raise Forbidden("STEP_UP_REQUIRED", "Prove first that it is you.")
        return user

    def _verify(self, access_token: str) -> StepUp:
        self.proved.add(access_token)
        return StepUp(MOMENT + timedelta(minutes=5), None)

    def _has_factor(self, user: User) -> bool:
        return bool(self.apps.get(user) or self.passkeys.get(user))

    def _first_codes(self, user: User) -> list[str]:
        if self.codes.get(user):
            return []
        self.codes[user] = list(RECOVERY_CODES)
        return list(RECOVERY_CODES)

    def _own(self, user: User, passkey_id: str) -> list[Passkey]:
        own = self.passkeys.get(user, [])
        if passkey_id not in {it.passkey_id for it in own}:
            raise NotFound("PASSKEY_UNKNOWN", "You have no such passkey; it may have been removed already.")
        return own


def _wrong() -> Forbidden:
    return Forbidden("PROOF_WRONG", "That code is wrong; try again.")
