from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.domain.errors import StoreUnavailable


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "AssumeRole")


@pytest.mark.parametrize(
    "code",
    ["Throttling", "ThrottlingException", "SlowDown", "RequestThrottled", "AccessDenied", "ExpiredTokenException"],
)
def test_what_time_or_an_operator_can_mend_is_told_as_unavailable(code: str) -> None:
    with pytest.raises(StoreUnavailable), aws_errors():
        raise refusal(code)


def test_aws_that_cannot_be_reached_is_told_as_unavailable() -> None:
    with pytest.raises(StoreUnavailable), aws_errors():
        raise EndpointConnectionError(endpoint_url="https://127.0.0.1")


def test_a_fault_of_ours_goes_through() -> None:
    with pytest.raises(ClientError, match="ValidationException"), aws_errors():
        raise refusal("ValidationException")
