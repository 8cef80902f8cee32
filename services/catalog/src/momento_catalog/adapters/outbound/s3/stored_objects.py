"""Objects in S3, and the tag that has them removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from momento_catalog.adapters.aws_errors import aws_errors, code
from momento_catalog.adapters.outbound.s3.object_tags import PURGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId

_GONE: Final = frozenset({"NoSuchKey", "MethodNotAllowed"})
"""No such object, or only a delete marker that S3 put there (S3 user guide, "Working with delete markers")."""

_DENIED: Final = _GONE | {"AccessDenied"}
"""Who may not list a bucket may be denied what is not there, and no service may list."""


class S3StoredObjects:
    """Implements the port `StoredObjects` with one PutObjectTagging an object, which replaces all its tags."""

    def __init__(self, tenants: Tenants, bucket: str) -> None:
        """Takes where clients come from, and the bucket."""
        self._tenants = tenants
        self._bucket = bucket

    def release(self, user_id: UserId, keys: Sequence[str], *, partly: bool = False) -> None:
        """See the port."""
        for key in keys:
            self._mark(user_id, key, _DENIED if partly else _GONE)

    def _mark(self, user_id: UserId, key: str, absent: frozenset[str]) -> None:
        with aws_errors():
            client = self._tenants.s3(str(user_id))
            try:
                client.put_object_tagging(Bucket=self._bucket, Key=key, Tagging={"TagSet": [PURGE]})
            except ClientError as error:
                if code(error) not in absent:
                    raise
