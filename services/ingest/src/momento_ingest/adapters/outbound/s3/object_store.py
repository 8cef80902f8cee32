"""Objects in S3: encrypted, checked against the hash made on arrival, never overwritten."""

from __future__ import annotations

import asyncio
import base64
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError

from momento_ingest.adapters.outbound.s3.multipart import ContentChanged, MultipartPut
from momento_ingest.adapters.outbound.s3.object_tags import PENDING, PURGE, SET
from momento_ingest.domain.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import TaggingTypeDef

    from momento_ingest.application.ports.object_store import StoredObject
    from momento_ingest.domain.identifiers import UserId

SINGLE_PUT_BYTES: Final = 64 * 1024 * 1024
_ALREADY_THERE: Final = "PreconditionFailed"
"""Not so `ConditionalRequestConflict` (409): it says to try again, not that the object is there."""
_DAMAGED: Final = frozenset({"BadDigest", "XAmzContentChecksumMismatch"})
_PURGE: Final[TaggingTypeDef] = {"TagSet": [{"Key": PURGE, "Value": SET}]}
"""What the rule `purge-tagged-objects` of `deploy/aws/storage.yaml` looks for."""
_AS_PENDING: Final = urlencode({PENDING: SET})
"""The tag of a new object, as PutObject and CreateMultipartUpload take it."""
_NOT_THERE: Final = frozenset({"NoSuchKey", "MethodNotAllowed", "AccessDenied"})
"""Never stored, or marked as deleted. Who may not list a bucket is denied what is not there (S3 API, HeadObject)."""
_logger = logging.getLogger(__name__)


class TenantS3(Protocol):
    """Where a client comes from that reaches one user's objects only."""

    def s3(self, user_id: str) -> S3Client:
        """A client for `user_id`."""


class S3ObjectStore:
    """Writes with `If-None-Match: *`: a second write of a key is refused by S3, and taken as a retry of the first.

    What it writes is marked as pending, and only what is still marked so can be released.
    """

    def __init__(self, bucket: str, clients: TenantS3, *, kms_key: str = "") -> None:
        """Writes into `bucket`; `kms_key` encrypts with that key of AWS KMS instead of S3's own."""
        self._bucket = bucket
        self._clients = clients
        self._encryption = _encryption(kms_key)

    async def put_file(self, user: UserId, stored: StoredObject, location: str, size_bytes: int) -> None:
        """See the port."""
        upload = self._put_in_parts if size_bytes > SINGLE_PUT_BYTES else self._put_at_once
        await asyncio.to_thread(_translated, upload, user, stored, location)

    async def put_bytes(self, user: UserId, stored: StoredObject, content: bytes) -> None:
        """See the port."""
        await asyncio.to_thread(_translated, self._put, user, stored, content)

    async def release(self, user: UserId, keys: Sequence[str]) -> None:
        """See the port."""
        for key in keys:
            await asyncio.to_thread(_translated, self._mark, user, key)

    def _mark(self, user: UserId, key: str) -> None:
        try:
            self._clients.s3(user.value).put_object_tagging(Bucket=self._bucket, Key=key, Tagging=_PURGE)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _NOT_THERE:
                raise
            _logger.info("nothing to release", extra={"key": key, "detail": str(error)})

    def _put_at_once(self, user: UserId, stored: StoredObject, location: str) -> None:
        with Path(location).open("rb") as file:
            self._put(user, stored, file)

    def _put(self, user: UserId, stored: StoredObject, body: Any) -> None:
        checksum = base64.b64encode(bytes.fromhex(stored.sha256)).decode()
        self._clients.s3(user.value).put_object(
            Bucket=self._bucket,
            Key=stored.key,
            Body=body,
            ContentType=stored.content_type,
            ChecksumSHA256=checksum,
            IfNoneMatch="*",
            Tagging=_AS_PENDING,
            **self._encryption,
        )

    def _put_in_parts(self, user: UserId, stored: StoredObject, location: str) -> None:
        target = {"Bucket": self._bucket, "Key": stored.key}
        with Path(location).open("rb") as file:
            MultipartPut(self._clients.s3(user.value), target, stored.sha256).run(
                file, {"ContentType": stored.content_type, "Tagging": _AS_PENDING, **self._encryption}
            )


def _encryption(kms_key: str) -> dict[str, Any]:
    if kms_key:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True}
    return {"ServerSideEncryption": "AES256"}


def _translated(put: Any, *arguments: Any) -> None:
    try:
        put(*arguments)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _DAMAGED:
            raise _damaged() from error
        if code != _ALREADY_THERE:
            raise _unavailable(error) from error
    except BotoCoreError as error:
        raise _unavailable(error) from error
    except ContentChanged as error:
        raise _damaged() from error


def _damaged() -> Rejected:
    return Rejected("SPOOL_DAMAGED", "The file was damaged while it waited; send it again.")


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable("STORE_UNAVAILABLE", f"The storage did not take the file ({type(error).__name__}).")
