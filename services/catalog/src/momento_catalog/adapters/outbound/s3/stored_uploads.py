"""The copies of records that ingest writes beside every original."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from google.protobuf import json_format
from momento.catalog.v1 import catalog_pb2

from momento_catalog.adapters.aws_errors import aws_errors, code
from momento_catalog.adapters.outbound.s3.object_tags import PURGE
from momento_catalog.adapters.wire import recorded_media
from momento_catalog.application.ports.stored_uploads import StoredCopyReleased, StoredCopyUnreadable
from momento_catalog.domain.errors import CatalogError
from momento_catalog.domain.identifiers import ULID_PATTERN, UploadId, UserId
from momento_catalog.domain.records.object_key import record_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.records.media import Media

_NOT_THERE: Final = frozenset({"NoSuchKey", "AccessDenied"})
"""Who may not list a bucket is denied what is not there (S3 API reference, GetObject)."""
_USER_FOLDER: Final = re.compile(rf"user-({ULID_PATTERN})/")
_RECORD: Final = re.compile(rf"user-{ULID_PATTERN}/records/({ULID_PATTERN})\.json")


class S3StoredUploads:
    """Implements the port `StoredUploads` with an operator's client: it lists the folders of all users."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        """Takes a client that may list and get, and the bucket."""
        self._client = client
        self._bucket = bucket

    def listed(self, since: datetime | None) -> Iterator[tuple[UserId, UploadId]]:
        """See the port."""
        for user_id in self._users():
            for stored in self._objects(f"user-{user_id}/records/"):
                name = _RECORD.fullmatch(stored["Key"])
                if name and (since is None or stored["LastModified"] >= since):
                    yield user_id, UploadId(name[1])

    def read(self, user_id: UserId, upload_id: UploadId) -> Media:
        """See the port."""
        key = record_key(user_id, upload_id)
        with aws_errors():
            marks = self._client.get_object_tagging(Bucket=self._bucket, Key=key)["TagSet"]
            if PURGE in marks:
                raise StoredCopyReleased(key)
            text = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return read_copy(key, text, user_id, upload_id)

    def _users(self) -> Iterator[UserId]:
        with aws_errors():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix="user-", Delimiter="/"
            )
            for page in pages:
                for folder in page.get("CommonPrefixes", []):
                    name = _USER_FOLDER.fullmatch(folder["Prefix"])
                    if name:
                        yield UserId(name[1])

    def _objects(self, prefix: str) -> Iterator[ObjectTypeDef]:
        with aws_errors():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                yield from page.get("Contents", [])


class S3StoredCopies:
    """Implements the port `StoredCopies` with one GetObject."""

    def __init__(self, tenants: Tenants, bucket: str) -> None:
        """Takes where clients come from, and the bucket."""
        self._tenants = tenants
        self._bucket = bucket

    def read(self, user_id: UserId, upload_id: UploadId) -> Media | None:
        """See the port."""
        key = record_key(user_id, upload_id)
        with aws_errors():
            try:
                text = self._tenants.s3(str(user_id)).get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code(error) not in _NOT_THERE:
                    raise
                return None
        return read_copy(key, text, user_id, upload_id)


def read_copy(key: str, text: bytes, user_id: UserId, upload_id: UploadId) -> Media:
    """The item that the copy `text` at `key` describes; raises StoredCopyUnreadable."""
    try:
        # A newer version may have written more than this one knows.
        request = json_format.Parse(text, catalog_pb2.RecordMediaRequest(), ignore_unknown_fields=True)
        return recorded_media(user_id, upload_id, request)
    except (json_format.ParseError, UnicodeDecodeError, CatalogError) as error:
        raise StoredCopyUnreadable(f"{key}: {error}") from error
