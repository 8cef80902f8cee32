"""STS that is busy: asked again a few times, by the real client with the configuration that the services use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.retries import standard
from momento_chassis.aws.shared_clients import CLIENT_CONFIG, SharedClients
from momento_chassis.aws.tenant_credentials import TenantClients

from tests.fakes.chassis.throttling_sts import ThrottlingSts

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

ADA = "01arz3ndektsv4rrffq69g5fad"
ROLE = "arn:aws:iam::111122223333:role/momento-ingest-tenant"
ATTEMPTS = 5
"""The first and four more: `max_attempts` of botocore's `Config` does not count the first."""


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries; how long it is in earnest is botocore's own: a jittered exponential."""
    monkeypatch.setattr(standard.ExponentialBackoff, "delay_amount", lambda *_: 0.0)


def clients(busy: ThrottlingSts) -> TenantClients:
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "eu-central-1"}
    sts: STSClient = boto3.client("sts", endpoint_url=busy.url, config=CLIENT_CONFIG, **keys)  # type: ignore[call-overload]  # the stub wants each by its name
    return TenantClients(sts, SharedClients("eu-central-1", ["s3"]), ROLE, lambda user_id: {"Resource": user_id})


def test_a_busy_sts_is_asked_again() -> None:
    with ThrottlingSts(busy=ATTEMPTS - 1) as sts:
        assert clients(sts).s3(ADA).meta.service_model.service_name == "s3"
        assert sts.requests == ATTEMPTS


def test_an_sts_that_stays_busy_is_given_up_after_a_few_tries() -> None:
    with ThrottlingSts(busy=1000) as sts:
        with pytest.raises(ClientError, match="Throttling"):
            clients(sts).s3(ADA)
        assert sts.requests == ATTEMPTS


def test_it_is_asked_once_more_for_the_next_request_and_no_refusal_is_kept() -> None:
    with ThrottlingSts(busy=ATTEMPTS) as sts:
        tenants = clients(sts)
        with pytest.raises(ClientError, match="Throttling"):
            tenants.s3(ADA)
        assert tenants.s3(ADA) is tenants.s3(ADA)
        assert sts.requests == ATTEMPTS + 1
