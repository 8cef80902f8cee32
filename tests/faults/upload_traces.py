"""What an upload has left where, seen from outside: how a test knows how far it has come."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

from tests.e2e.storage import Storage

if TYPE_CHECKING:
    from pathlib import Path

    from momento_local.stack import Stack

PREVIEWS = frozenset({"256.webp", "1440.jpg"})


class Traces:
    """Journal, spool, S3 and DynamoDB of one user; asking changes nothing."""

    def __init__(self, stack: Stack, user_id: str) -> None:
        self.folder = f"user-{user_id}"
        self._stack = stack
        self._user_id = user_id
        self._storage = Storage(stack)
        self._journal = stack.home.spool / "journal" / user_id

    def under_way(self) -> set[str]:
        """Uploads that have not ended."""
        return {path.stem for path in self._journal.glob("*.json")}

    def state(self, upload_id: str) -> str:
        """What the journal says."""
        for path in (self._journal / f"{upload_id}.json", self._journal / "ended" / f"{upload_id}.json"):
            with suppress(FileNotFoundError):  # it may end between two looks
                return str(json.loads(path.read_bytes())["state"])
        return "unknown"

    def spooled_bytes(self, upload_id: str) -> int:
        """How much of it is safe."""
        return self._spooled(upload_id).stat().st_size

    def is_being_received(self, upload_id: str) -> bool:
        """Whether the edge has the file open."""
        edge = psutil.Process(self._stack["ingest"].pid)
        path = str(self._spooled(upload_id))
        return any(
            path == file.path for process in [edge, *edge.children(recursive=True)] for file in process.open_files()
        )

    def under_inspection(self) -> int:
        """How many files the scanner has: it deletes each as soon as it has decided."""
        return len(list(self._stack.home.scanner_work.iterdir()))

    def keys(self) -> set[str]:
        """All objects of the user."""
        return set(self._storage.keys(self.folder))

    def objects(self, upload_id: str) -> set[str]:
        """Which objects of the upload are in S3: `original`, `256.webp`, `1440.jpg`, `record`."""
        named = {"records": "record", "photos": "original", "videos": "original"}
        found = set()
        for key in self.keys():
            _, folder, name, *rest = key.split("/")
            if name.partition(".")[0] == upload_id:
                found.add(rest[0] if rest else named[folder])
        return found

    def in_parts(self) -> set[str]:
        """Uploads of which S3 has parts that were not put together."""
        answer = self._storage.s3.list_multipart_uploads(Bucket=self._storage.names["BucketName"])
        keys = [upload["Key"] for upload in answer.get("Uploads", [])]
        return {key.rpartition("/")[2].partition(".")[0] for key in keys if key.startswith(self.folder)}

    def versions(self) -> int:
        """How many versions all objects of the user have together, deleted ones included."""
        pages = self._storage.s3.get_paginator("list_object_versions").paginate(
            Bucket=self._storage.names["BucketName"], Prefix=self.folder
        )
        return sum(len(page.get("Versions", [])) + len(page.get("DeleteMarkers", [])) for page in pages)

    def is_recorded(self, upload_id: str) -> bool:
        """Whether DynamoDB has its record."""
        key = {"userId": {"S": self._user_id}, "uploadId": {"S": upload_id}}
        table = self._storage.names["MediaTableName"]
        return "Item" in self._storage.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)

    def records(self) -> set[str]:
        """Uploads that DynamoDB has a record of."""
        pages = self._storage.dynamodb.get_paginator("query").paginate(
            TableName=self._storage.names["MediaTableName"],
            KeyConditionExpression="userId = :user",
            ExpressionAttributeValues={":user": {"S": self._user_id}},
        )
        return {item["uploadId"]["S"] for page in pages for item in page["Items"]}

    def _spooled(self, upload_id: str) -> Path:
        return self._stack.home.spool / "files" / f"{upload_id}.upload"
