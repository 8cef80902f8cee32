"""Objects in S3, marked with the tag that a lifecycle rule of the bucket looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from momento_catalog.adapters.aws_errors import aws_errors, code
from momento_catalog.adapters.outbound.s3.purge_tag import PURGE
from momento_catalog.domain.object_key import every_key

if TYPE_CHECKING:
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.media import Media

_GONE: Final = frozenset({"NoSuchKey", "MethodNotAllowed"})
"""No such object, or only a delete marker that S3 put there (S3 user guide, "Working with delete markers")."""


class S3StoredObjects:
    """Implements the port `StoredObjects` with one PutObjectTagging an object."""

    def __init__(self, tenants: Tenants, bucket: str) -> None:
        """Takes where clients come from, and the bucket."""
        self._tenants = tenants
        self._bucket = bucket

    def release(self, media: Media) -> None:
        """See the port."""
        with aws_errors():
            client = self._tenants.s3(str(media.user_id))
            for key in every_key(media):
                try:
                    client.put_object_tagging(Bucket=self._bucket, Key=key, Tagging={"TagSet": [PURGE]})
                except ClientError as error:
                    if code(error) not in _GONE:
                        raise
