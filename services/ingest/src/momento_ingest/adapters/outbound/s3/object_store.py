"""Objects in S3: encrypted, checked against the hash made on arrival, never overwritten."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from momento_ingest.adapters.outbound.s3.multipart import ContentChanged, MultipartPut
from momento_ingest.domain.errors import Rejected, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from momento_ingest.application.ports.object_store import StoredObject
    from momento_ingest.domain.identifiers import UserId

SINGLE_PUT_BYTES: Final = 64 * 1024 * 1024
_ALREADY_THERE: Final = "PreconditionFailed"
"""Not so `ConditionalRequestConflict` (409): it says to try again, not that the object is there."""
_DAMAGED: Final = frozenset({"BadDigest", "XAmzContentChecksumMismatch"})


class TenantS3(Protocol):
    """Where a client comes from that reaches one user's objects only."""

    def s3(self, user_id: str) -> S3Client:
        """A client for `user_id`."""


class S3ObjectStore:
    """Writes with `If-None-Match: *`: a second write of a key is refused by S3, and taken as a retry of the first."""

    def __init__(self, bucket: str, clients: TenantS3, *, kms_key: str = "") -> None:
        """Writes into `bucket`; `kms_key` encrypts with that key of AWS KMS instead of S3's own."""
        self._bucket = bucket
        self._clients = clients
        self._encryption = _encryption(kms_key)

    async def put_file(self, user: UserId, stored: StoredObject, location: str, size_bytes: int) -> None:
        """See the port."""
        upload = self._put_in_parts if size_bytes > SINGLE_PUT_BYTES else self._put_at_once
        await asyncio.to_thread(_translated, upload, user, stored, location)

    async def put_bytes(self, user: UserId, stored: StoredObject, content: bytes) -> bool:
        """See the port."""
        return await asyncio.to_thread(_translated, self._put, user, stored, content)

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
            **self._encryption,
        )

    def _put_in_parts(self, user: UserId, stored: StoredObject, location: str) -> None:
        target = {"Bucket": self._bucket, "Key": stored.key}
        with Path(location).open("rb") as file:
            MultipartPut(self._clients.s3(user.value), target, stored.sha256).run(
                file, {"ContentType": stored.content_type, **self._encryption}
            )


def _encryption(kms_key: str) -> dict[str, Any]:
    if kms_key:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True}
    return {"ServerSideEncryption": "AES256"}


def _translated(put: Any, *arguments: Any) -> bool:
    """Whether `put` has stored something, and did not find it there."""
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
    else:
        return True
    return False


def _damaged() -> Rejected:
    return Rejected("SPOOL_DAMAGED", "The file was damaged while it waited; send it again.")


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable("STORE_UNAVAILABLE", f"The storage did not take the file ({type(error).__name__}).")
