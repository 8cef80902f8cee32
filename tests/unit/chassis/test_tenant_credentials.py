from __future__ import annotations

import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from momento_chassis.aws.shared_clients import SharedClients
from momento_chassis.aws.tenant_credentials import (
    CALL_MARGIN,
    EARLY,
    LINK_MARGIN,
    RETRY,
    SESSION_SECONDS,
    TenantClients,
)

from tests.fakes.chassis.sts import GenerousSts

ADA, BOB, EVE = "01arz3ndektsv4rrffq69g5fad", "01arz3ndektsv4rrffq69g5fab", "01arz3ndektsv4rrffq69g5fae"
ROLE = "arn:aws:iam::111122223333:role/momento-ingest-tenant"
INSTANT = timedelta(microseconds=1)


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sts(clock: Clock) -> GenerousSts:
    return GenerousSts(clock)


def policy(user_id: str) -> dict[str, Any]:
    return {"Resource": f"arn:aws:s3:::media/user-{user_id}/*"}


@pytest.fixture(scope="module")
def shared() -> SharedClients:
    return SharedClients("eu-central-1", ["s3", "dynamodb"])


@pytest.fixture
def clients(sts: GenerousSts, shared: SharedClients, clock: Clock) -> TenantClients:
    return tenant_clients(sts, shared, clock, capacity=2)


def tenant_clients(sts: GenerousSts, shared: SharedClients, clock: Clock, **settings: Any) -> TenantClients:
    settings = {"jitter": lambda: 0.0, **settings}
    return TenantClients(sts, shared, ROLE, policy, now=clock, **settings)  # type: ignore[arg-type]  # what it uses of STS


def credentials(client: Any) -> Any:
    return client._get_credentials().get_frozen_credentials()


def wait_for_renewals() -> None:
    for thread in threading.enumerate():
        if thread.name == "sts-renewal":
            thread.join(60)
            assert not thread.is_alive()


def test_nothing_is_asked_before_the_first_use(clients: TenantClients, sts: GenerousSts) -> None:
    assert sts.asked == []
    assert clients is not None


def test_the_role_is_assumed_for_one_user_with_a_policy_and_a_tag_of_their_own(
    clients: TenantClients, sts: GenerousSts
) -> None:
    clients.s3(ADA)
    assert sts.asked == [
        {
            "RoleArn": ROLE,
            "RoleSessionName": f"user-{ADA}",
            "Policy": f'{{"Resource":"arn:aws:s3:::media/user-{ADA}/*"}}',
            "Tags": [{"Key": "userId", "Value": ADA}],
            "DurationSeconds": SESSION_SECONDS,
        }
    ]


def test_a_client_signs_with_the_credentials_of_its_user_in_the_region_of_the_service(clients: TenantClients) -> None:
    client = clients.s3(ADA)
    assert credentials(client) == ("key-1", "secret", "token-1", None)
    assert client.meta.region_name == "eu-central-1"


def test_a_user_is_asked_for_once_and_keeps_one_client_of_each_kind(clients: TenantClients, sts: GenerousSts) -> None:
    assert clients.s3(ADA) is clients.s3(ADA)
    assert clients.dynamodb(ADA) is clients.dynamodb(ADA)
    assert len(sts.asked) == 1
    assert (clients.s3(ADA).meta.service_model.service_name, clients.dynamodb(ADA).meta.service_model.service_name) == (
        "s3",
        "dynamodb",
    )


def test_two_users_never_share_anything(clients: TenantClients, sts: GenerousSts) -> None:
    ada, bob = clients.s3(ADA), clients.s3(BOB)
    assert ada is not bob
    assert credentials(ada).token != credentials(bob).token
    assert sts.users() == [ADA, BOB]
    assert [it["Resource"] for it in sts.policies()] == [policy(ADA)["Resource"], policy(BOB)["Resource"]]


@pytest.mark.parametrize("margin", [LINK_MARGIN, CALL_MARGIN])
def test_a_session_that_ends_within_the_margin_is_replaced_before_it_is_used(
    sts: GenerousSts, shared: SharedClients, clock: Clock, margin: timedelta
) -> None:
    clients = tenant_clients(sts, shared, clock, margin=margin)
    clients.s3(ADA)
    clock.time += timedelta(seconds=SESSION_SECONDS) - margin + INSTANT
    assert credentials(clients.s3(ADA)).token == "token-2"
    assert sts.users() == [ADA, ADA]


def test_no_link_outlives_the_session_that_signs_it() -> None:
    assert timedelta(minutes=15) < LINK_MARGIN


def test_a_client_that_somebody_holds_goes_on_with_the_renewed_credentials(
    clients: TenantClients, clock: Clock
) -> None:
    held = clients.s3(ADA), clients.dynamodb(ADA)
    clock.time += timedelta(hours=1)
    assert [credentials(client).token for client in held] == ["token-2", "token-2"]


def test_ahead_of_time_a_session_is_renewed_beside_the_calls_which_use_the_former_one_meanwhile(
    clients: TenantClients, sts: GenerousSts, clock: Clock
) -> None:
    clients.s3(ADA)
    begun, finish = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        assert finish.wait(60)

    sts.during = wait
    clock.time += timedelta(seconds=SESSION_SECONDS) - LINK_MARGIN
    assert credentials(clients.s3(ADA)).token == "token-1"
    assert begun.wait(60)
    assert {credentials(clients.s3(ADA)).token for _ in range(100)} == {"token-1"}
    finish.set()
    wait_for_renewals()
    assert credentials(clients.s3(ADA)).token == "token-2"
    assert sts.users() == [ADA, ADA]


def test_sessions_that_began_together_are_not_renewed_together(
    sts: GenerousSts, shared: SharedClients, clock: Clock
) -> None:
    drawn = iter([0.0, 1.0, 0.5, 0.5])
    clients = tenant_clients(sts, shared, clock, jitter=lambda: next(drawn))
    clients.s3(ADA)
    clients.s3(BOB)
    clock.time += timedelta(seconds=SESSION_SECONDS) - LINK_MARGIN - EARLY
    clients.s3(ADA)
    clients.s3(BOB)
    wait_for_renewals()
    assert sts.users() == [ADA, BOB, BOB]
    clock.time += EARLY
    clients.s3(ADA)
    wait_for_renewals()
    assert sts.users() == [ADA, BOB, BOB, ADA]


def test_an_early_renewal_that_fails_keeps_what_is_still_good_and_is_tried_again_a_little_later(
    clients: TenantClients, sts: GenerousSts, clock: Clock
) -> None:
    clients.s3(ADA)
    sts.refusing = True
    clock.time += timedelta(seconds=SESSION_SECONDS) - LINK_MARGIN - RETRY
    for client in (clients.s3(ADA), clients.s3(ADA)):
        assert credentials(client).token == "token-1"
    wait_for_renewals()
    assert len(sts.asked) == 1
    clock.time += RETRY
    assert credentials(clients.s3(ADA)).token == "token-1"
    wait_for_renewals()
    assert credentials(clients.s3(ADA)).token == "token-1"
    wait_for_renewals()
    assert len(sts.asked) == 2
    clock.time += RETRY
    sts.refusing = False
    assert credentials(clients.s3(ADA)).token == "token-3"


def test_in_an_hour_sts_is_asked_once_for_what_only_calls(
    sts: GenerousSts, shared: SharedClients, clock: Clock
) -> None:
    clients = tenant_clients(sts, shared, clock, margin=CALL_MARGIN)
    for _ in range(55):
        clients.s3(ADA)
        clients.s3(BOB)
        clock.time += timedelta(minutes=1)
    assert sts.users() == [ADA, BOB]


def test_the_least_recently_seen_user_is_forgotten_first(clients: TenantClients, sts: GenerousSts) -> None:
    for user in (ADA, BOB, ADA, EVE):
        clients.s3(user)
    clients.s3(ADA)
    clients.s3(EVE)
    assert sts.users() == [ADA, BOB, EVE]
    clients.s3(BOB)
    assert sts.users() == [ADA, BOB, EVE, BOB]


def test_memory_is_bounded(clients: TenantClients) -> None:
    for number in range(10):
        clients.s3(f"01arz3ndektsv4rrffq69g5f{number:02}")
    assert len(clients._tenants) == 2


def test_a_role_that_is_refused_is_an_error_and_is_asked_for_again(clients: TenantClients, sts: GenerousSts) -> None:
    sts.refusing = True
    for _ in range(2):
        with pytest.raises(ClientError, match="AccessDenied"):
            clients.s3(ADA)
    sts.refusing = False
    assert credentials(clients.s3(ADA)).token == "token-3"


def test_credentials_that_cannot_be_renewed_are_not_used_on(
    clients: TenantClients, sts: GenerousSts, clock: Clock
) -> None:
    clients.s3(ADA)
    clock.time += timedelta(hours=1)
    sts.refusing = True
    with pytest.raises(ClientError):
        clients.s3(ADA)


def test_many_threads_of_one_user_ask_once(clients: TenantClients, sts: GenerousSts) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: clients.s3(ADA), range(40)))
    assert len({id(client) for client in found}) == 1
    assert sts.users() == [ADA]


def test_many_threads_of_many_users_each_get_their_own(sts: GenerousSts, shared: SharedClients, clock: Clock) -> None:
    clients = tenant_clients(sts, shared, clock)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: (number % 3, clients.s3((ADA, BOB, EVE)[number % 3])), range(30)))
    tokens = {user: {credentials(client).token for whose, client in found if whose == user} for user in range(3)}
    assert [len(kept) for kept in tokens.values()] == [1, 1, 1]
    assert len(set.union(*tokens.values())) == 3
    assert sorted(sts.users()) == sorted([ADA, BOB, EVE])


def test_a_user_that_is_kept_costs_little(sts: GenerousSts, shared: SharedClients, clock: Clock) -> None:
    clients = tenant_clients(sts, shared, clock)
    sts.token_length = 2000
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(200):
            clients.s3(f"01arz3ndektsv4rrffq69g5{number:03}")
            clients.dynamodb(f"01arz3ndektsv4rrffq69g5{number:03}")
        sts.asked.clear()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / 200 < 10_000


def test_one_user_whose_role_takes_long_does_not_keep_others_waiting(clients: TenantClients, sts: GenerousSts) -> None:
    clients.s3(BOB)
    begun, finish = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        assert finish.wait(60)

    sts.during = wait
    with ThreadPoolExecutor(1) as pool:
        ada = pool.submit(clients.s3, ADA)
        assert begun.wait(60)
        assert clients.s3(BOB) is clients.s3(BOB)
        assert not ada.done()
        finish.set()
        assert credentials(ada.result(60)).token == "token-2"


def test_after_closing_nobody_s_credentials_are_kept(clients: TenantClients, sts: GenerousSts) -> None:
    clients.s3(ADA)
    clients.close()
    clients.s3(ADA)
    assert sts.users() == [ADA, ADA]
