"""`/api/v1/session/…`: the second step of signing in, signing in with a passkey, and a fresh proof within a session."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from momento_chassis.identity import ACCOUNT_MANAGE

from momento_ingest.adapters.inbound.http.accounts.account_schemas import SessionReply
from momento_ingest.adapters.inbound.http.accounts.mfa_presenters import as_text, asked_reply, proof_of, step_up_reply
from momento_ingest.adapters.inbound.http.accounts.mfa_schemas import (
    AskedFactorReply,
    PasskeyAnswerRequest,
    PasswordRequest,
    ProofRequest,
    StepUpReply,
)
from momento_ingest.adapters.inbound.http.accounts.session import started
from momento_ingest.adapters.inbound.http.connections.content_type import refuse_other_than_json, require_json
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import problems


@post(
    "/session/second-factor",
    guards=[require_json],
    status_code=HTTP_200_OK,
    summary="Sign in, second step",
    tags=["account"],
    responses=problems(403, 429),
)
async def answer_second_factor(
    data: JSONBody[ProofRequest], edge: InjectedContext, client: TheClient
) -> Response[SessionReply]:
    """Starts the session for which the password alone was not enough; a challenge is answered once."""
    return started(await edge.factors.finish_sign_in(data.challenge, proof_of(data), client))


@post(
    "/session/passkey/challenge",
    guards=[refuse_other_than_json],
    status_code=HTTP_200_OK,
    summary="Begin to sign in with a passkey",
    tags=["account"],
    responses=problems(415, 429),
)
async def challenge_passkey(edge: InjectedContext, client: TheClient) -> AskedFactorReply:
    """What the browser needs to ask for any passkey, good for five minutes; it tells nothing of any account."""
    return asked_reply(await edge.factors.start_passkey_sign_in(client))


@post(
    "/session/passkey",
    guards=[require_json],
    status_code=HTTP_200_OK,
    summary="Sign in with a passkey",
    tags=["account"],
    responses=problems(403, 429),
)
async def sign_in_with_passkey(
    data: JSONBody[PasskeyAnswerRequest], edge: InjectedContext, client: TheClient
) -> Response[SessionReply]:
    """Starts a session for the account whose passkey answered; no password and no other factor is asked for."""
    return started(await edge.factors.finish_passkey_sign_in(data.challenge, as_text(data.passkey), client))


@post(
    "/session/step-up",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Prove again who you are",
    tags=["account"],
    responses=problems(429),
)
async def step_up(
    data: JSONBody[PasswordRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> StepUpReply:
    """Takes the password; for five minutes this session may then change factors, or the answer asks for one first."""
    return step_up_reply(await edge.factors.prove_session(caller.token, data.password, client))


@post(
    "/session/step-up/second-factor",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Prove again who you are, second step",
    tags=["account"],
    responses=problems(429),
)
async def answer_step_up(
    data: JSONBody[ProofRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> StepUpReply:
    """Takes the second factor that the first step asked for."""
    return step_up_reply(await edge.factors.finish_proof(caller.token, data.challenge, proof_of(data), client))
