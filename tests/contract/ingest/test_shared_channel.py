"""Calls of many at once, before servers that take no more than the real ones."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from momento.auth.v1 import auth_pb2
from momento.catalog.v1 import catalog_pb2
from momento_chassis.grpc.client import async_channel
from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog
from momento_ingest.adapters.outbound.grpc.identity import GrpcIdentity
from momento_ingest.adapters.outbound.grpc.shared_channel import (
    AUTH_CALLS,
    CATALOG_CALLS,
    SharedChannel,
    shared_by_client,
    shared_by_user,
)
from momento_ingest.application.fair_turns import FairTurns
from momento_ingest.application.ports.catalog import MediaQuery
from momento_ingest.application.ports.identity import Client
from momento_ingest.domain.errors import IngestError, Unavailable

from tests.contract.ingest.tokens import access_token
from tests.fakes.ingest.mesh import serving_auth, serving_catalog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Script, Served

CROWD = 200
"""More than a server takes at once."""
ACCOUNT = auth_pb2.Account(user_id="01arz3ndektsv4rrffq69g5fad", email="a@example.org", display_name="Ada")
ADA, BOB = access_token("01arz3ndektsv4rrffq69g5fad"), access_token("01arz3ndektsv4rrffq69g5fae")


class Held:
    """Calls that a server answers only when a test lets it."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.tokens: Counter[str] = Counter()
        self._calls = 0
        self._several = threading.Event()
        self._lock = threading.Lock()

    def answering(self, answer: Any) -> Any:
        def wait(_: Any, context: Any) -> Any:
            with self._lock:
                self._calls += 1
                self.tokens.update(str(value) for key, value in context.invocation_metadata() if key == "authorization")
            if self._calls >= AUTH_CALLS // 2:
                self._several.set()
            self.open.wait()
            return answer

        return wait

    async def some(self) -> None:
        """Returns when some calls have come: on one connection the others are on their way."""
        await asyncio.to_thread(self._several.wait)


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    yield made
    made.open.set()


@pytest.fixture
def auth(authority: TestAuthority, failures: Failures, script: Script, held: Held) -> Iterator[Served]:
    script.answers = {
        "SignIn": held.answering(auth_pb2.SignInResponse(account=ACCOUNT)),
        "VerifyToken": auth_pb2.VerifyTokenResponse(account=ACCOUNT),
    }
    with serving_auth(authority, list(script.answers), failures, script) as served:
        yield served
        held.open.set()


@pytest.fixture
def catalog(authority: TestAuthority, failures: Failures, script: Script, held: Held) -> Iterator[Served]:
    slow = held.answering(catalog_pb2.ListMediaResponse())

    def ada_is_slow(request: Any, context: Any) -> Any:
        bearers = [value for key, value in context.invocation_metadata() if key == "authorization"]
        return slow(request, context) if f"Bearer {ADA}" in bearers else catalog_pb2.ListMediaResponse()

    script.answers = {"ListMedia": ada_is_slow}
    with serving_catalog(authority, list(script.answers), failures, script) as served:
        yield served
        held.open.set()


@asynccontextmanager
async def crowd(call: Coroutine[Any, Any, Any], *others: Coroutine[Any, Any, Any]) -> AsyncIterator[list[Any]]:
    """The calls under way while the block lasts; afterwards what came of them."""
    tasks = [asyncio.create_task(each) for each in (call, *others)]
    outcomes: list[Any] = []
    # Each begins before the block goes on.
    await asyncio.sleep(0)
    yield outcomes
    outcomes += await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("addresses", [1, CROWD])
async def test_a_crowd_that_signs_in_keeps_nobody_from_being_recognised(
    auth: Served, held: Held, addresses: int
) -> None:
    channel = async_channel(*auth, "auth")
    identity = GrpcIdentity(shared_by_client(channel))
    guesses = [
        identity.sign_in("a@example.org", "a guess", Client(f"192.0.2.{number % addresses}", ""))
        for number in range(CROWD)
    ]
    await identity.verify("a token")
    async with crowd(*guesses) as outcomes:
        await held.some()
        for number in range(20):
            assert (await identity.verify(f"token {number}")).user.user_id.value == ACCOUNT.user_id
        held.open.set()
    assert not [it for it in outcomes if isinstance(it, BaseException)]
    await channel.close(None)


async def test_the_hundred_searches_of_one_user_leave_the_catalog_to_another(catalog: Served, held: Held) -> None:
    channel = async_channel(*catalog, "catalog")
    asked = GrpcCatalog(shared_by_user(channel))
    assert (await asked.find(BOB, MediaQuery())).items == ()
    async with crowd(*(asked.find(ADA, MediaQuery(text="a*")) for _ in range(CROWD))) as outcomes:
        await held.some()
        for _ in range(20):
            assert (await asked.find(BOB, MediaQuery())).items == ()
        assert held.tokens[f"Bearer {ADA}"] <= CATALOG_CALLS // 2
        held.open.set()
    assert not [it for it in outcomes if isinstance(it, IngestError)]
    await channel.close(None)


class Answering:
    """Stands for a channel: notes how long each call may take."""

    def __init__(self) -> None:
        self.timeouts: list[float] = []

    def unary_unary(self, *_: object) -> Any:
        async def call(*_: object, timeout: float, **__: object) -> None:  # noqa: ASYNC109  # gRPC's name
            self.timeouts.append(timeout)

        return call


async def test_the_wait_for_a_turn_is_part_of_the_time_that_a_call_has() -> None:
    @asynccontextmanager
    async def late(_request: object, _metadata: object, seconds: float) -> AsyncIterator[None]:
        assert seconds == 2.0
        await asyncio.sleep(0.05)
        yield

    channel = Answering()
    await SharedChannel(channel, lambda _: late).unary_unary("/service/Method")("request", timeout=2.0)  # type: ignore[arg-type]
    assert channel.timeouts[0] <= 1.96


async def test_who_has_less_time_than_others_does_not_wait_longer_for_a_turn() -> None:
    turns: FairTurns[str] = FairTurns(1, 60.0, lambda: Unavailable("BUSY", "Busy."))
    async with turns.turn("ann"):
        with pytest.raises(Unavailable):
            await turns.begin("bob", 0.0)
    async with turns.turn("bob", 0.0):
        pass
