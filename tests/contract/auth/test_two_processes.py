"""Two auth processes on one PostgreSQL are as one."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc
import pytest
from joserfc.jws import extract_compact
from momento.auth.v1 import auth_pb2
from momento_chassis.grpc.errors import remote_error

from tests.fakes.auth.process import AuthProcess
from tests.fakes.auth.service import PASSWORD, environment, refusal, renew, sign_in, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.auth.postgresql import PostgresqlServer
    from tests.fakes.chassis.certificates import TestAuthority

NUMBERS = itertools.count()
RENEWALS = 200
_TIMEOUT_SECONDS = 60


@pytest.fixture(scope="module")
def pair(
    authority: TestAuthority, postgresql: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[AuthProcess, AuthProcess]]:
    folder = tmp_path_factory.mktemp("pair")
    environ = environment(
        authority,
        folder,
        MOMENTO_AUTH_DATABASE_URL=postgresql.new_database(),
        MOMENTO_AUTH_KEY_LEAD_SECONDS="1",
    )
    caller = authority.issue("ingest")  # once: whoever issues it again writes the files that the other one reads
    processes = [AuthProcess(environ, folder / f"{name}.log") for name in ("one", "two")]
    try:
        for process in processes:
            process.connect(caller)
        yield processes[0], processes[1]
    finally:
        for process in processes:
            process.stop()


@pytest.fixture
def email() -> str:
    return f"ada-{next(NUMBERS)}@example.org"


def verify(process: AuthProcess, tokens: auth_pb2.SessionTokens) -> auth_pb2.VerifyTokenResponse:
    return process.stub.VerifyToken(auth_pb2.VerifyTokenRequest(access_token=tokens.access_token))


def key_of(tokens: auth_pb2.SessionTokens) -> str:
    return str(extract_compact(tokens.access_token.encode()).headers()["kid"])


def test_a_session_of_one_is_a_session_of_the_other(pair: tuple[AuthProcess, AuthProcess], email: str) -> None:
    one, two = pair
    started = signed_in(one.stub, email)
    assert verify(two, started.tokens).user_id == started.account.user_id
    renewed = renew(two.stub, started.tokens)
    other = sign_in(two.stub, email, PASSWORD)
    request = auth_pb2.EndOtherSessionsRequest(access_token=other.tokens.access_token)
    assert two.stub.EndOtherSessions(request).ended_count == 1
    assert refusal(lambda: verify(one, renewed.tokens)).reason == "SESSION_ENDED"


def attempted(process: AuthProcess, tokens: auth_pb2.SessionTokens) -> auth_pb2.SessionTokens | str:
    try:
        return renew(process.stub, tokens).tokens
    except grpc.RpcError as error:
        return remote_error(error).reason


def test_two_renewals_at_both_at_once_get_one_chain_that_goes_on(
    pair: tuple[AuthProcess, AuthProcess], email: str
) -> None:
    tokens = signed_in(pair[0].stub, email).tokens
    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            first, second = pool.map(lambda process, held=tokens: renew(process.stub, held).tokens, pair)
            assert first.refresh_token == second.refresh_token
            tokens = first
    for process in pair:
        verify(process, tokens)


def test_of_200_renewals_at_both_at_once_two_get_one_token_and_the_session_is_over(
    pair: tuple[AuthProcess, AuthProcess], email: str
) -> None:
    tokens = signed_in(pair[0].stub, email).tokens
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda number: attempted(pair[number % 2], tokens), range(RENEWALS)))
    first, second = (outcome for outcome in outcomes if isinstance(outcome, auth_pb2.SessionTokens))
    assert first.refresh_token == second.refresh_token
    assert outcomes.count("SESSION_ENDED") == RENEWALS - 2
    for process in pair:
        assert attempted(process, first) == "SESSION_ENDED"


def test_guesses_at_both_count_together(pair: tuple[AuthProcess, AuthProcess], email: str) -> None:
    signed_in(pair[0].stub, email)
    guesses = [refusal(lambda it=it: sign_in(pair[it % 2].stub, email, "wrong")).reason for it in range(6)]  # type: ignore[misc]  # the default binds the loop's value
    assert guesses == ["CREDENTIALS_WRONG"] * 5 + ["TOO_MANY_ATTEMPTS"]


def test_both_sign_with_the_next_key_and_know_the_one_before(pair: tuple[AuthProcess, AuthProcess], email: str) -> None:
    before = signed_in(pair[0].stub, email).tokens
    made = pair[0].operate("rotate-keys").split()[1]
    for process in pair:
        tokens, deadline = before, time.monotonic() + _TIMEOUT_SECONDS
        while key_of(tokens) != made:
            assert time.monotonic() < deadline
            time.sleep(0.1)  # the key is being published
            tokens = sign_in(process.stub, email, PASSWORD).tokens
        for each in pair:
            verify(each, tokens)
            verify(each, before)
    assert key_of(before) != made


def test_a_database_that_was_started_again_is_used_again(
    pair: tuple[AuthProcess, AuthProcess], postgresql: PostgresqlServer, email: str
) -> None:
    tokens = signed_in(pair[0].stub, email).tokens
    postgresql.restart()
    for process in pair:
        verify(process, tokens)
