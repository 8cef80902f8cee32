"""The calls of `FactorService`: message in, use case, message out."""
# ruff: noqa: N802, ARG002  # gRPC gives methods their names and their second argument

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento.auth.v1 import factors_pb2, factors_pb2_grpc

from momento_auth.adapters.inbound.grpc.messages import account_message, tokens_message
from momento_auth.adapters.inbound.grpc.mfa.messages import (
    asked_message,
    passkey_message,
    proof_of,
    totp_message,
    verified_message,
)
from momento_auth.domain.mfa.second_factor import Method
from momento_auth.domain.sessions.client import Client
from momento_auth.domain.tokens.scope import Scope

if TYPE_CHECKING:
    from grpc import ServicerContext

    from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
    from momento_auth.application.mfa.overview import ListFactors, RenewRecoveryCodes
    from momento_auth.application.mfa.passkeys import AddPasskey, RemovePasskey, RenamePasskey, StartPasskey
    from momento_auth.application.mfa.totp import ConfirmTotp, RemoveTotp, StartTotp
    from momento_auth.application.mfa.verify_session import FinishProof, ProveSession
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.application.sign_in.complete import FinishSignIn
    from momento_auth.application.sign_in.passkey import FinishPasskeySignIn, StartPasskeySignIn
    from momento_auth.domain.identifiers import UserId
    from momento_auth.domain.mfa.second_factor import Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorUseCases:
    """Everything that auth can be asked to do about second factors."""

    verify_token: VerifyToken
    finish_sign_in: FinishSignIn
    start_passkey_sign_in: StartPasskeySignIn
    finish_passkey_sign_in: FinishPasskeySignIn
    prove_session: ProveSession
    finish_proof: FinishProof
    list_factors: ListFactors
    start_totp: StartTotp
    confirm_totp: ConfirmTotp
    remove_totp: RemoveTotp
    start_passkey: StartPasskey
    add_passkey: AddPasskey
    rename_passkey: RenamePasskey
    remove_passkey: RemovePasskey
    renew_recovery_codes: RenewRecoveryCodes


class FactorServicer(factors_pb2_grpc.FactorServiceServicer):
    """Answers calls; refusals leave as domain errors, which the chassis turns into statuses."""

    def __init__(self, use_cases: FactorUseCases, trail: AuditTrail) -> None:
        self._use_cases = use_cases
        self._trail = trail

    def FinishSignIn(
        self, request: factors_pb2.FinishSignInRequest, context: ServicerContext
    ) -> factors_pb2.FinishSignInResponse:
        """See `factors.proto`."""
        client, proof = Client(request.client_address, request.user_agent), proof_of(request.proof)
        with self._trail.audited("session.started", client.address) as entry:
            signed_in = self._use_cases.finish_sign_in(request.challenge, proof, client)
            entry.user_id, entry.session_id = signed_in.account.user_id, signed_in.session.session_id
        self._trail.surplus_ended(signed_in)
        self._note_recovery(proof, signed_in.account.user_id, client)
        return factors_pb2.FinishSignInResponse(
            account=account_message(signed_in.account), tokens=tokens_message(signed_in.tokens)
        )

    def StartPasskeySignIn(
        self, request: factors_pb2.StartPasskeySignInRequest, context: ServicerContext
    ) -> factors_pb2.StartPasskeySignInResponse:
        """See `factors.proto`."""
        asked = self._use_cases.start_passkey_sign_in(Client(request.client_address, ""))
        return factors_pb2.StartPasskeySignInResponse(asked=asked_message(asked))

    def FinishPasskeySignIn(
        self, request: factors_pb2.FinishPasskeySignInRequest, context: ServicerContext
    ) -> factors_pb2.FinishPasskeySignInResponse:
        """See `factors.proto`."""
        client = Client(request.client_address, request.user_agent)
        with self._trail.audited("session.started", client.address) as entry:
            signed_in = self._use_cases.finish_passkey_sign_in(request.challenge, request.passkey, client)
            entry.user_id, entry.session_id = signed_in.account.user_id, signed_in.session.session_id
        self._trail.surplus_ended(signed_in)
        return factors_pb2.FinishPasskeySignInResponse(
            account=account_message(signed_in.account), tokens=tokens_message(signed_in.tokens)
        )

    def ProveSession(
        self, request: factors_pb2.ProveSessionRequest, context: ServicerContext
    ) -> factors_pb2.ProveSessionResponse:
        """See `factors.proto`."""
        client = Client(request.client_address, "")
        with self._trail.rejections("session.proved", client.address):
            proved = self._use_cases.prove_session(request.access_token, request.password)
        if proved.asked is None:
            self._trail.noted("session.proved", proved.user_id, client.address)
        return verified_message(proved)

    def FinishProof(
        self, request: factors_pb2.FinishProofRequest, context: ServicerContext
    ) -> factors_pb2.FinishProofResponse:
        """See `factors.proto`."""
        client = Client(request.client_address, "")
        with self._trail.audited("session.proved", client.address) as entry:
            self._use_cases.verify_token(request.access_token, Scope.ACCOUNT_MANAGE)
            proof = proof_of(request.proof)
            proved = self._use_cases.finish_proof(request.access_token, request.challenge, proof)
            entry.user_id = proved.user_id
        self._note_recovery(proof, proved.user_id, client)
        return factors_pb2.FinishProofResponse(proved_until=verified_message(proved).proved_until)

    def ListFactors(
        self, request: factors_pb2.ListFactorsRequest, context: ServicerContext
    ) -> factors_pb2.ListFactorsResponse:
        """See `factors.proto`."""
        listed = self._use_cases.list_factors(request.access_token)
        return factors_pb2.ListFactorsResponse(
            totp=totp_message(listed.totp),
            passkeys=map(passkey_message, listed.passkeys),
            recovery_codes_left=listed.recovery_codes_left,
        )

    def StartTotp(
        self, request: factors_pb2.StartTotpRequest, context: ServicerContext
    ) -> factors_pb2.StartTotpResponse:
        """See `factors.proto`."""
        with self._trail.rejections("totp.added", Client(request.client_address, "").address):
            started = self._use_cases.start_totp(request.access_token)
        return factors_pb2.StartTotpResponse(secret=started.secret, address=started.address)

    def ConfirmTotp(
        self, request: factors_pb2.ConfirmTotpRequest, context: ServicerContext
    ) -> factors_pb2.ConfirmTotpResponse:
        """See `factors.proto`."""
        with self._trail.audited("totp.added", Client(request.client_address, "").address) as entry:
            added = self._use_cases.confirm_totp(request.access_token, request.code)
            entry.user_id = added.user_id
        return factors_pb2.ConfirmTotpResponse(recovery_codes=added.recovery_codes)

    def RemoveTotp(
        self, request: factors_pb2.RemoveTotpRequest, context: ServicerContext
    ) -> factors_pb2.RemoveTotpResponse:
        """See `factors.proto`."""
        with self._trail.audited("totp.removed", Client(request.client_address, "").address) as entry:
            entry.user_id = self._use_cases.remove_totp(request.access_token)
        return factors_pb2.RemoveTotpResponse()

    def StartPasskey(
        self, request: factors_pb2.StartPasskeyRequest, context: ServicerContext
    ) -> factors_pb2.StartPasskeyResponse:
        """See `factors.proto`."""
        started = self._use_cases.start_passkey(request.access_token)
        return factors_pb2.StartPasskeyResponse(challenge=started.challenge, options=started.options)

    def AddPasskey(
        self, request: factors_pb2.AddPasskeyRequest, context: ServicerContext
    ) -> factors_pb2.AddPasskeyResponse:
        """See `factors.proto`."""
        with self._trail.audited("passkey.added", Client(request.client_address, "").address) as entry:
            added = self._use_cases.add_passkey(request.access_token, request.challenge, request.name, request.passkey)
            entry.user_id = added.passkey.user_id
        return factors_pb2.AddPasskeyResponse(
            passkey=passkey_message(added.passkey), recovery_codes=added.recovery_codes
        )

    def RenamePasskey(
        self, request: factors_pb2.RenamePasskeyRequest, context: ServicerContext
    ) -> factors_pb2.RenamePasskeyResponse:
        """See `factors.proto`."""
        with self._trail.audited("passkey.renamed") as entry:
            entry.user_id = self._use_cases.rename_passkey(request.access_token, request.passkey_id, request.name)
        return factors_pb2.RenamePasskeyResponse()

    def RemovePasskey(
        self, request: factors_pb2.RemovePasskeyRequest, context: ServicerContext
    ) -> factors_pb2.RemovePasskeyResponse:
        """See `factors.proto`."""
        with self._trail.audited("passkey.removed", Client(request.client_address, "").address) as entry:
            entry.user_id = self._use_cases.remove_passkey(request.access_token, request.passkey_id)
        return factors_pb2.RemovePasskeyResponse()

    def RenewRecoveryCodes(
        self, request: factors_pb2.RenewRecoveryCodesRequest, context: ServicerContext
    ) -> factors_pb2.RenewRecoveryCodesResponse:
        """See `factors.proto`."""
        with self._trail.audited("recovery_codes.renewed", Client(request.client_address, "").address) as entry:
            renewed = self._use_cases.renew_recovery_codes(request.access_token)
            entry.user_id = renewed.user_id
        return factors_pb2.RenewRecoveryCodesResponse(recovery_codes=renewed.recovery_codes)

    def _note_recovery(self, proof: Proof, user_id: UserId, client: Client) -> None:
        if proof.method is Method.RECOVERY_CODE:
            self._trail.noted("recovery_code.used", user_id, client.address)
