"""Objects in S3, and the tags that say what may become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from momento_catalog.adapters.aws_errors import aws_errors, code
from momento_catalog.adapters.outbound.s3.object_tags import PURGE, RECORDED
from momento_catalog.domain.records.object_key import every_key

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import TagTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.records.media import Media

_GONE: Final = frozenset({"NoSuchKey", "MethodNotAllowed"})
"""No such object, or only a delete marker that S3 put there (S3 user guide, "Working with delete markers")."""


class S3StoredObjects:
    """Implements the port `StoredObjects` with one PutObjectTagging an object, which replaces all its tags."""

    def __init__(self, tenants: Tenants, bucket: str) -> None:
        """Takes where clients come from, and the bucket."""
        self._tenants = tenants
        self._bucket = bucket

    def keep(self, media: Media) -> None:
        """See the port."""
        for key in reversed(every_key(media)):
            self._tag(media, key, RECORDED)

    def is_kept(self, media: Media) -> bool:
        """See the port."""
        with aws_errors():
            client = self._tenants.s3(str(media.user_id))
            try:
                tags = client.get_object_tagging(Bucket=self._bucket, Key=every_key(media)[0])["TagSet"]
            except ClientError as error:
                if code(error) not in _GONE:
                    raise
                return True
        return RECORDED in tags

    def release(self, media: Media) -> None:
        """See the port."""
        for key in every_key(media):
            self._tag(media, key, PURGE)

    def _tag(self, media: Media, key: str, tag: TagTypeDef) -> None:
        with aws_errors():
            client = self._tenants.s3(str(media.user_id))
            try:
                client.put_object_tagging(Bucket=self._bucket, Key=key, Tagging={"TagSet": [tag]})
            except ClientError as error:
                if code(error) not in _GONE:
                    raise
