"""Presigned links to objects in S3.

A link dies with the credentials that signed it. Those of a tenant are renewed 20 minutes before their end, and no link
lives longer than 15, so a link is always good for as long as it says.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.s3.content_disposition import content_disposition
from momento_catalog.adapters.outbound.s3.signature_v4 import Credentials, Validity, presigned_get
from momento_catalog.domain.records.link import Link
from momento_catalog.domain.records.object_key import stored_object, stored_preview

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.records.link import LinkLifetime
    from momento_catalog.domain.records.media import Media
    from momento_catalog.domain.records.object_key import Rendition, StoredObject

_AWS_HOSTS: Final = (".amazonaws.com", ".amazonaws.com.cn")


class S3Links:
    """Implements the port `Links` by signing on this machine; nothing is asked of S3."""

    def __init__(self, tenants: Tenants, bucket: str, clock: Clock) -> None:
        """Takes where credentials come from, the bucket and the time."""
        self._tenants = tenants
        self._bucket = bucket
        self._clock = clock

    def link(self, media: Media, rendition: Rendition, lifetime: LinkLifetime, *, attachment: bool) -> Link:
        """See the port."""
        disposition = content_disposition(media.file_name, attachment=attachment)
        return self._signed(media.user_id, stored_object(media, rendition), disposition, rendition, lifetime)

    def preview(self, user_id: UserId, upload_id: UploadId, rendition: Rendition, lifetime: LinkLifetime) -> Link:
        """See the port."""
        return self._signed(user_id, stored_preview(user_id, upload_id, rendition), "inline", rendition, lifetime)

    def _signed(
        self, user_id: UserId, stored: StoredObject, disposition: str, rendition: Rendition, lifetime: LinkLifetime
    ) -> Link:
        validity = Validity(self._clock.now().replace(microsecond=0), int(lifetime.value.total_seconds()))
        client = self._client(user_id)
        url = presigned_get(
            _address(client, self._bucket, stored.key),
            {"response-content-disposition": disposition, "response-content-type": stored.content_type},
            _credentials(client),
            client.meta.region_name,
            validity,
        )
        return Link(rendition, url, validity.signed_at + timedelta(seconds=validity.seconds))

    def _client(self, user_id: UserId) -> S3Client:
        with aws_errors():
            return self._tenants.s3(str(user_id))


def _address(client: S3Client, bucket: str, key: str) -> str:
    """Where S3 serves an object: AWS in a host for each bucket, everything else under one host.

    botocore would presign for the host of all regions, which redirects a new bucket elsewhere and so breaks the link.
    """
    endpoint = urlsplit(client.meta.endpoint_url)
    if endpoint.netloc.endswith(_AWS_HOSTS):
        return f"{endpoint.scheme}://{bucket}.{endpoint.netloc}/{quote(key)}"
    return f"{endpoint.scheme}://{endpoint.netloc}/{bucket}/{quote(key)}"


def _credentials(client: S3Client) -> Credentials:
    # A client has no public way to its credentials, and a link must be signed with those that its user may have.
    credentials = client._get_credentials()  # type: ignore[attr-defined]  # noqa: SLF001
    frozen: Credentials = credentials.get_frozen_credentials()
    return frozen
