"""Second factors, as auth knows them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from momento.auth.v1 import factors_pb2
from momento.auth.v1.factors_pb2_grpc import FactorServiceStub

from momento_ingest.adapters.outbound.grpc.identity import DEADLINE_SECONDS, session
from momento_ingest.adapters.outbound.grpc.remote import remote_refusals
from momento_ingest.application.ports.factors import (
    AskedFactor,
    FactorList,
    NewPasskey,
    NewTotp,
    Passkey,
    PasskeyChallenge,
    Proof,
    StepUp,
    Totp,
)

if TYPE_CHECKING:
    import grpc.aio
    from momento.auth.v1.factors_pb2_grpc import FactorServiceAsyncStub

    from momento_ingest.application.ports.identity import Client, Session


class GrpcFactors:
    """Asks the auth service."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._auth: FactorServiceAsyncStub = FactorServiceStub(channel)

    async def finish_sign_in(self, challenge: str, proof: Proof, client: Client) -> Session:
        """See the port."""
        request = factors_pb2.FinishSignInRequest(
            challenge=challenge,
            proof=_proof(proof),
            client_address=client.address,
            user_agent=client.user_agent,
        )
        with remote_refusals():
            return session(await self._auth.FinishSignIn(request, timeout=DEADLINE_SECONDS))

    async def start_passkey_sign_in(self, client: Client) -> AskedFactor:
        """See the port."""
        request = factors_pb2.StartPasskeySignInRequest(client_address=client.address)
        with remote_refusals():
            return _asked((await self._auth.StartPasskeySignIn(request, timeout=DEADLINE_SECONDS)).asked)

    async def finish_passkey_sign_in(self, challenge: str, passkey: str, client: Client) -> Session:
        """See the port."""
        request = factors_pb2.FinishPasskeySignInRequest(
            challenge=challenge, passkey=passkey, client_address=client.address, user_agent=client.user_agent
        )
        with remote_refusals():
            return session(await self._auth.FinishPasskeySignIn(request, timeout=DEADLINE_SECONDS))

    async def prove_session(self, access_token: str, password: str, client: Client) -> StepUp:
        """See the port."""
        request = factors_pb2.ProveSessionRequest(
            access_token=access_token, password=password, client_address=client.address
        )
        with remote_refusals():
            answer = await self._auth.ProveSession(request, timeout=DEADLINE_SECONDS)
        if answer.HasField("asked"):
            return StepUp(None, _asked(answer.asked))
        return StepUp(answer.proved_until.ToDatetime(UTC), None)

    async def finish_proof(self, access_token: str, challenge: str, proof: Proof, client: Client) -> StepUp:
        """See the port."""
        request = factors_pb2.FinishProofRequest(
            access_token=access_token, challenge=challenge, proof=_proof(proof), client_address=client.address
        )
        with remote_refusals():
            answer = await self._auth.FinishProof(request, timeout=DEADLINE_SECONDS)
        return StepUp(answer.proved_until.ToDatetime(UTC), None)

    async def factors(self, access_token: str) -> FactorList:
        """See the port."""
        request = factors_pb2.ListFactorsRequest(access_token=access_token)
        with remote_refusals():
            answer = await self._auth.ListFactors(request, timeout=DEADLINE_SECONDS)
        totp = _totp(answer.totp) if answer.HasField("totp") else None
        return FactorList(totp, list(map(_passkey, answer.passkeys)), answer.recovery_codes_left)

    async def start_totp(self, access_token: str, client: Client) -> NewTotp:
        """See the port."""
        request = factors_pb2.StartTotpRequest(access_token=access_token, client_address=client.address)
        with remote_refusals():
            answer = await self._auth.StartTotp(request, timeout=DEADLINE_SECONDS)
        return NewTotp(answer.secret, answer.address)

    async def confirm_totp(self, access_token: str, code: str, client: Client) -> list[str]:
        """See the port."""
        request = factors_pb2.ConfirmTotpRequest(access_token=access_token, code=code, client_address=client.address)
        with remote_refusals():
            return list((await self._auth.ConfirmTotp(request, timeout=DEADLINE_SECONDS)).recovery_codes)

    async def remove_totp(self, access_token: str, client: Client) -> None:
        """See the port."""
        request = factors_pb2.RemoveTotpRequest(access_token=access_token, client_address=client.address)
        with remote_refusals():
            await self._auth.RemoveTotp(request, timeout=DEADLINE_SECONDS)

    async def start_passkey(self, access_token: str) -> PasskeyChallenge:
        """See the port."""
        request = factors_pb2.StartPasskeyRequest(access_token=access_token)
        with remote_refusals():
            answer = await self._auth.StartPasskey(request, timeout=DEADLINE_SECONDS)
        return PasskeyChallenge(answer.challenge, answer.options)

    async def add_passkey(
        self, access_token: str, challenge: str, name: str, passkey: str, client: Client
    ) -> NewPasskey:
        """See the port."""
        request = factors_pb2.AddPasskeyRequest(
            access_token=access_token, challenge=challenge, name=name, passkey=passkey, client_address=client.address
        )
        with remote_refusals():
            answer = await self._auth.AddPasskey(request, timeout=DEADLINE_SECONDS)
        return NewPasskey(_passkey(answer.passkey), list(answer.recovery_codes))

    async def rename_passkey(self, access_token: str, passkey_id: str, name: str) -> None:
        """See the port."""
        request = factors_pb2.RenamePasskeyRequest(access_token=access_token, passkey_id=passkey_id, name=name)
        with remote_refusals():
            await self._auth.RenamePasskey(request, timeout=DEADLINE_SECONDS)

    async def remove_passkey(self, access_token: str, passkey_id: str, client: Client) -> None:
        """See the port."""
        request = factors_pb2.RemovePasskeyRequest(
            access_token=access_token, passkey_id=passkey_id, client_address=client.address
        )
        with remote_refusals():
            await self._auth.RemovePasskey(request, timeout=DEADLINE_SECONDS)

    async def renew_recovery_codes(self, access_token: str, client: Client) -> list[str]:
        """See the port."""
        request = factors_pb2.RenewRecoveryCodesRequest(access_token=access_token, client_address=client.address)
        with remote_refusals():
            return list((await self._auth.RenewRecoveryCodes(request, timeout=DEADLINE_SECONDS)).recovery_codes)


def _proof(proof: Proof) -> factors_pb2.Proof:
    message = factors_pb2.Proof()
    setattr(message, proof.kind.value, proof.answer)
    return message


def _asked(message: factors_pb2.AskedFactor) -> AskedFactor:
    return AskedFactor(message.challenge, list(message.methods), message.passkey_options)


def _totp(message: factors_pb2.Totp) -> Totp:
    used = message.last_used_at.ToDatetime(UTC) if message.HasField("last_used_at") else None
    return Totp(message.confirmed_at.ToDatetime(UTC), used)


def _passkey(message: factors_pb2.Passkey) -> Passkey:
    used = message.last_used_at.ToDatetime(UTC) if message.HasField("last_used_at") else None
    return Passkey(message.passkey_id, message.name, message.created_at.ToDatetime(UTC), used)
