"""Values about second factors as messages of `factors.proto`, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento.auth.v1 import factors_pb2

from momento_auth.adapters.inbound.grpc.messages import moment_message
from momento_auth.domain.mfa.errors import ProofMissing
from momento_auth.domain.mfa.second_factor import Method, Proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_auth.application.mfa.verify_session import VerifiedSession
    from momento_auth.domain.mfa.passkey import Passkey
    from momento_auth.domain.mfa.second_factor import AskedFactor
    from momento_auth.domain.mfa.totp import Totp

_METHODS: Final[Mapping[str, Method]] = {
    "totp_code": Method.TOTP,
    "recovery_code": Method.RECOVERY_CODE,
    "passkey": Method.PASSKEY,
}


def proof_of(message: factors_pb2.Proof) -> Proof:
    """What somebody offers as proof; raises `ProofMissing` when it is nothing."""
    field = message.WhichOneof("answer")
    if field is None:
        raise ProofMissing("Send one of: a code of the app, a recovery code, or the answer of a passkey.")
    return Proof(_METHODS[field], getattr(message, field))


def asked_message(asked: AskedFactor) -> factors_pb2.AskedFactor:
    """A challenge."""
    return factors_pb2.AskedFactor(
        challenge=asked.challenge,
        methods=asked.methods,
        passkey_options=asked.passkey_options,
        expires_at=moment_message(asked.expires_at),
    )


def verified_message(proved: VerifiedSession) -> factors_pb2.ProveSessionResponse:
    """A proof, or what it still lacks."""
    return factors_pb2.ProveSessionResponse(
        proved_until=moment_message(proved.proved_until) if proved.proved_until else None,
        asked=asked_message(proved.asked) if proved.asked else None,
    )


def totp_message(totp: Totp | None) -> factors_pb2.Totp | None:
    """An authenticator app that was confirmed, without its secret."""
    if totp is None or totp.confirmed_at is None:
        return None
    return factors_pb2.Totp(
        confirmed_at=moment_message(totp.confirmed_at),
        last_used_at=moment_message(totp.last_used_at) if totp.last_used_at else None,
    )


def passkey_message(passkey: Passkey) -> factors_pb2.Passkey:
    """A passkey, without its keys."""
    return factors_pb2.Passkey(
        passkey_id=str(passkey.passkey_id),
        name=passkey.name.text,
        created_at=moment_message(passkey.created_at),
        last_used_at=moment_message(passkey.last_used_at) if passkey.last_used_at else None,
    )
