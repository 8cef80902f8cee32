from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError
from momento_chassis.aws.tenant_credentials import RENEWAL_MARGIN, SESSION_SECONDS, TenantClients

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


@pytest.fixture
def clients(sts: GenerousSts, clock: Clock) -> TenantClients:
    return TenantClients(sts, ROLE, policy, now=clock, capacity=2)  # type: ignore[arg-type]  # what it uses of STS


def credentials(client: Any) -> Any:
    return client._request_signer._credentials.get_frozen_credentials()


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


def test_credentials_are_renewed_before_a_link_made_with_them_could_die_early(
    clients: TenantClients, sts: GenerousSts, clock: Clock
) -> None:
    former = clients.s3(ADA)
    clock.time += timedelta(seconds=SESSION_SECONDS) - RENEWAL_MARGIN
    assert clients.s3(ADA) is former
    clock.time += INSTANT
    renewed = clients.s3(ADA)
    assert renewed is not former
    assert credentials(renewed).token == "token-2"
    assert sts.users() == [ADA, ADA]
    assert timedelta(minutes=15) < RENEWAL_MARGIN


def test_renewing_replaces_every_kind_of_client(clients: TenantClients, clock: Clock) -> None:
    clients.s3(ADA)
    former = clients.dynamodb(ADA)
    clock.time += timedelta(hours=1)
    clients.s3(ADA)
    assert clients.dynamodb(ADA) is not former
    assert credentials(clients.dynamodb(ADA)).token == "token-2"


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


def test_many_threads_of_many_users_each_get_their_own(sts: GenerousSts, clock: Clock) -> None:
    clients = TenantClients(sts, ROLE, policy, now=clock)  # type: ignore[arg-type]  # what it uses of STS
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: (number % 3, clients.s3((ADA, BOB, EVE)[number % 3])), range(30)))
    tokens = {user: {credentials(client).token for whose, client in found if whose == user} for user in range(3)}
    assert [len(kept) for kept in tokens.values()] == [1, 1, 1]
    assert len(set.union(*tokens.values())) == 3
    assert sorted(sts.users()) == sorted([ADA, BOB, EVE])


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


def test_closing_closes_every_client(clients: TenantClients) -> None:
    closed: list[str] = []
    for user_id in (ADA, BOB):
        client: Any = clients.s3(user_id)
        client.close = partial(closed.append, user_id)
    clients.close()
    assert closed == [ADA, BOB]
