"""What really lies in the embedded AWS, seen with its owner's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_local.stack import Stack
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client


class Storage:
    """Objects and records."""

    def __init__(self, stack: Stack) -> None:
        self.names = stack.provisioned.storage
        self.s3: S3Client = stack.aws.endpoint.client("s3", stack.aws.root)
        self.dynamodb: DynamoDBClient = stack.aws.endpoint.client("dynamodb", stack.aws.root)

    def keys(self, prefix: str = "") -> list[str]:
        """Keys of all objects."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.names["BucketName"], Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def contents(self) -> tuple[list[str], int]:
        """Everything that an upload could leave behind: object keys, and how many entries the tables hold."""
        return self.keys(), sum(self._count(name) for name in ("MediaTableName", "FacetsTableName"))

    def _count(self, table: str) -> int:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.names[table], Select="COUNT")
        return sum(page["Count"] for page in pages)
