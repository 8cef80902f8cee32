"""What really lies in the embedded AWS, seen with its owner's key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from momento_local.stack import Stack


class Storage:
    """Objects and records."""

    def __init__(self, stack: Stack) -> None:
        self.names = stack.provisioned.storage
        endpoint = stack.aws.endpoint.environment(stack.aws.root)
        self._arguments: dict[str, Any] = {
            "endpoint_url": endpoint["AWS_ENDPOINT_URL"],
            "verify": endpoint["AWS_CA_BUNDLE"],
            "region_name": endpoint["AWS_REGION"],
            "aws_access_key_id": endpoint["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": endpoint["AWS_SECRET_ACCESS_KEY"],
        }
        self.s3 = boto3.client("s3", **self._arguments)
        self.dynamodb = boto3.client("dynamodb", **self._arguments)

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
