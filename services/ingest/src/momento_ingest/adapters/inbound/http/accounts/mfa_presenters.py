"""Second factors: from what the API hears to the port, and from the port to what the API says."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from momento_ingest.adapters.inbound.http.accounts import mfa_schemas as factor_schemas
from momento_ingest.application.ports.factors import AskedFactor, FactorList, Passkey, Proof, ProofKind, StepUp
from momento_ingest.domain.errors import InvalidInput


def proof_of(data: factor_schemas.ProofRequest) -> Proof:
    """The one answer in it; raises InvalidInput when there is none, or more than one."""
    offered: list[Proof] = []
    if data.totp_code is not UNSET:
        offered.append(Proof(ProofKind.TOTP, data.totp_code))
    if data.recovery_code is not UNSET:
        offered.append(Proof(ProofKind.RECOVERY_CODE, data.recovery_code))
    if data.passkey is not UNSET:
        offered.append(Proof(ProofKind.PASSKEY, as_text(data.passkey)))
    if len(offered) != 1:
        raise InvalidInput("PROOF_MISSING", "Send exactly one of totpCode, recoveryCode and passkey.")
    return offered[0]


def as_text(json: dict[str, Any]) -> str:
    """What a browser said of a passkey, for auth to read."""
    return msgspec.json.encode(json).decode()


def asked_reply(asked: AskedFactor) -> factor_schemas.AskedFactorReply:
    """A challenge."""
    options = as_options(asked.passkey_options) if asked.passkey_options else UNSET
    return factor_schemas.AskedFactorReply(asked.challenge, asked.methods, options)


def as_options(text: str) -> dict[str, Any]:
    """What a browser is to be asked, from auth's JSON."""
    return msgspec.json.decode(text, type=dict[str, Any])


def step_up_reply(step_up: StepUp) -> factor_schemas.StepUpReply:
    """A proof, or what it still lacks."""
    if step_up.asked is not None:
        return factor_schemas.StepUpReply(asked=asked_reply(step_up.asked))
    return factor_schemas.StepUpReply(proved_until=step_up.proved_until or UNSET)


def passkey_reply(passkey: Passkey) -> factor_schemas.PasskeyReply:
    """A passkey."""
    return msgspec.convert(passkey, factor_schemas.PasskeyReply, from_attributes=True)


def factors_reply(factors: FactorList) -> factor_schemas.FactorsReply:
    """What an account has."""
    totp = factors.totp and msgspec.convert(factors.totp, factor_schemas.TotpReply, from_attributes=True)
    passkeys = list(map(passkey_reply, factors.passkeys))
    return factor_schemas.FactorsReply(passkeys, factors.recovery_codes_left, totp or UNSET)
