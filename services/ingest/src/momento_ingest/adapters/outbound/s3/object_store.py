"""Objects in S3: encrypted, checked against the hash made on arrival, never overwritten."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any, Final, Protocol

from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError

from momento_ingest.domain.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from momento_ingest.application.ports.object_store import StoredObject
    from momento_ingest.domain.identifiers import UserId

SINGLE_PUT_BYTES: Final = 64 * 1024 * 1024
PART_BYTES: Final = 16 * 1024 * 1024
"""10,000 parts are allowed (Amazon S3 multipart upload limits): room for 160 GB."""
_PARALLEL_PARTS: Final = 2
_ALREADY_THERE: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


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

    async def put_bytes(self, user: UserId, stored: StoredObject, content: bytes) -> None:
        """See the port."""
        await asyncio.to_thread(_translated, self._put, user, stored, content)

    def _put_at_once(self, user: UserId, stored: StoredObject, location: str) -> None:
        with open(location, "rb") as file:  # noqa: PTH123  # boto3 wants a file object, and a spool's location is a string
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
        extra = {
            "ContentType": stored.content_type,
            "ChecksumAlgorithm": "SHA256",
            "IfNoneMatch": "*",
            **self._encryption,
        }
        config = TransferConfig(
            multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=_PARALLEL_PARTS
        )
        self._clients.s3(user.value).upload_file(location, self._bucket, stored.key, ExtraArgs=extra, Config=config)


def _encryption(kms_key: str) -> dict[str, Any]:
    if kms_key:
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True}
    return {"ServerSideEncryption": "AES256"}


def _translated(put: Any, *arguments: Any) -> None:
    try:
        put(*arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ALREADY_THERE:
            raise _unavailable(error) from error
    except S3UploadFailedError as error:
        # boto3 hides the code of a failed transfer in its message.
        if not any(code in str(error) for code in _ALREADY_THERE):
            raise _unavailable(error) from error
    except BotoCoreError as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable("STORE_UNAVAILABLE", f"The storage did not take the file ({type(error).__name__}).")
