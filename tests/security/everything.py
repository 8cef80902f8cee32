"""Everything that Momento keeps of one user, byte for byte, wherever it lies."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from momento_local.stack import Stack

    from tests.e2e.storage import Storage

_TABLES = ("MediaTableName", "FacetsTableName", "FacetCountsTableName", "ActivityTableName")


def everything(stack: Stack, storage: Storage, user_id: str) -> dict[str, Any]:
    """Objects with their versions, tags and bytes, records, account and sessions, and uploads under way."""
    return {
        "objects": _objects(storage, f"user-{user_id}/"),
        "records": {table: _items(storage, storage.names[table], user_id) for table in _TABLES},
        "account": _rows(stack.home.auth_database, user_id),
        "uploads": _files(stack.home.spool, user_id),
    }


def _objects(storage: Storage, prefix: str) -> list[tuple[str, ...]]:
    bucket = storage.names["BucketName"]
    listed = storage.s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    assert not listed["IsTruncated"]
    found: list[tuple[str, ...]] = [
        ("deleted", mark["Key"], mark["VersionId"]) for mark in listed.get("DeleteMarkers", [])
    ]
    for version in listed.get("Versions", []):
        where: dict[str, Any] = {"Bucket": bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
        content = storage.s3.get_object(**where)["Body"].read()
        tags = json.dumps(storage.s3.get_object_tagging(**where)["TagSet"])
        found.append((version["Key"], version["VersionId"], hashlib.sha256(content).hexdigest(), tags))
    return sorted(found)


def _items(storage: Storage, table: str, user_id: str) -> list[str]:
    pages = storage.dynamodb.get_paginator("scan").paginate(TableName=table)
    items = (json.dumps(item, sort_keys=True, default=repr) for page in pages for item in page["Items"])
    return sorted(item for item in items if user_id in item)


def _rows(database: Path, user_id: str) -> dict[str, list[str]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608  # names that the database itself told
    finally:
        connection.close()
    return {name: sorted(map(repr, (row for row in found if user_id in row))) for name, found in rows.items()}


def _files(spool: Path, user_id: str) -> dict[str, str]:
    journal = [path for path in (spool / "journal" / user_id).rglob("*") if path.is_file()]
    uploads = {path.name.partition(".")[0] for path in journal}
    files = [path for path in (spool / "files").iterdir() if path.name.partition(".")[0] in uploads]
    return {str(path.relative_to(spool)): hashlib.sha256(path.read_bytes()).hexdigest() for path in journal + files}
