"""AWS clients for one user: what the adapters for DynamoDB and S3 ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client


class Tenants(Protocol):
    """Gives clients that can reach one user's things; `momento_chassis.aws.tenant_credentials.TenantClients` is one."""

    def s3(self, user_id: str) -> S3Client:
        """An S3 client for `user_id`."""

    def dynamodb(self, user_id: str) -> DynamoDBClient:
        """A DynamoDB client for `user_id`."""


class Operator:
    """The same clients for every user, with the rights of the person who runs a repair."""

    def __init__(self, s3: S3Client, dynamodb: DynamoDBClient) -> None:
        """Takes the operator's clients."""
        self._s3 = s3
        self._dynamodb = dynamodb

    def s3(self, user_id: str) -> S3Client:  # noqa: ARG002  # the operator may reach every user
        """The operator's client."""
        return self._s3

    def dynamodb(self, user_id: str) -> DynamoDBClient:  # noqa: ARG002  # the operator may reach every user
        """The operator's client."""
        return self._dynamodb
