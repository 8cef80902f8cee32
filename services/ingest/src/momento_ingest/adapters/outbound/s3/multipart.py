"""One large file in parts: hashed as it is read, aborted when anything fails, completed only if nothing is there yet.

Boto3's own transfer manager knows no `If-None-Match`, and would not compare the whole with the hash made on arrival.
"""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES: Final = 8 * 1024 * 1024
"""10,000 parts of at least 5 MiB are allowed (Amazon S3 multipart upload limits): room for 80 GB."""
PARALLEL_PARTS: Final = 2
"""Each costs its length in memory; more did not make it faster on two cores."""


class ContentChanged(Exception):
    """The file does not have the hash any more that it had on arrival."""


@dataclass(frozen=True, slots=True)
class MultipartPut:
    """A file on its way to `target` (`Bucket` and `Key`)."""

    client: S3Client
    target: dict[str, Any]
    sha256: str

    def run(self, file: BinaryIO, settings: dict[str, Any]) -> None:
        """Stores `file` with `settings` (content type, encryption).

        Raises:
            ContentChanged: `file` is not what was hashed; nothing is stored.
            ClientError, BotoCoreError: S3 refused or does not answer; nothing is stored.
        """
        created = self.client.create_multipart_upload(**self.target, ChecksumAlgorithm="SHA256", **settings)
        upload: dict[str, Any] = {**self.target, "UploadId": created["UploadId"]}
        try:
            parts = self._send(file, upload)
            self.client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        except BaseException:
            self.client.abort_multipart_upload(**upload)
            raise

    def _send(self, file: BinaryIO, upload: dict[str, Any]) -> list[CompletedPartTypeDef]:
        whole = hashlib.sha256()
        done: list[CompletedPartTypeDef] = []
        with ThreadPoolExecutor(PARALLEL_PARTS, thread_name_prefix="s3-part") as threads:
            under_way: deque[Future[CompletedPartTypeDef]] = deque()
            while content := file.read(PART_BYTES):
                whole.update(content)
                number = len(done) + len(under_way) + 1
                under_way.append(threads.submit(self._send_part, upload, number, content))
                if len(under_way) > PARALLEL_PARTS:
                    done.append(under_way.popleft().result())
            done.extend(part.result() for part in under_way)
        if whole.hexdigest() != self.sha256:
            raise ContentChanged("the file has changed since it arrived")
        return done

    def _send_part(self, upload: dict[str, Any], number: int, content: bytes) -> CompletedPartTypeDef:
        checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
        answer = self.client.upload_part(**upload, PartNumber=number, Body=content, ChecksumSHA256=checksum)
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum}
