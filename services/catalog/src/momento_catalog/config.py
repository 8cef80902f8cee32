"""What the catalog reads from its environment. boto3 reads the standard `AWS_*` variables by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from momento_chassis.config import MeshTls, Secret, setting
from momento_chassis.parsers import boolean, secret_key, whole_number

from momento_catalog.domain.paging.cursor_signer import KEY_BYTES
from momento_catalog.domain.records.link import MAX_LIFETIME, LinkLifetime

_MAX_SECONDS = int(MAX_LIFETIME.total_seconds())


def _lifetime(text: str) -> LinkLifetime:
    return LinkLifetime(timedelta(seconds=whole_number(1, _MAX_SECONDS)(text)))


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where records and objects lie; also what the restorer reads."""

    bucket: str = setting("MOMENTO_BUCKET", "bucket of originals and previews")
    media_table: str = setting("MOMENTO_MEDIA_TABLE", "table of records", default="momento-media")
    facets_table: str = setting("MOMENTO_FACETS_TABLE", "table of the index", default="momento-facets")
    counts_table: str = setting("MOMENTO_FACET_COUNTS_TABLE", "table of counts", default="momento-facet-counts")
    activity_table: str = setting("MOMENTO_ACTIVITY_TABLE", "table of activity", default="momento-activity")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that the service reads."""

    store: StoreConfig
    tls: MeshTls
    auth_address: str = setting("MOMENTO_AUTH_ADDRESS", "host:port of auth")
    tenant_role_arn: str = setting("MOMENTO_TENANT_ROLE_ARN", "role that is assumed for each user")
    page_token_key: Secret = setting(
        "MOMENTO_PAGE_TOKEN_KEY", "base64 of 32 random bytes that seal page tokens", parse=secret_key(KEY_BYTES)
    )
    demand_leading_keys: bool = setting(
        "MOMENTO_TENANT_LEADING_KEYS",
        "whether sessions demand `dynamodb:LeadingKeys`; false only for an emulator that does not know it",
        default=True,
        parse=boolean,
    )
    listen: str = setting("MOMENTO_LISTEN", "host:port to listen at", default="127.0.0.1:7103")
    operations_listen: str = setting(
        "MOMENTO_OPERATIONS_LISTEN", "host:port for /livez and /readyz, never public; empty for none", default=""
    )
    threads: int = setting("MOMENTO_THREADS", "calls answered at the same time", default=32, parse=whole_number(1, 256))
    trash_days: int = setting(
        "MOMENTO_CATALOG_TRASH_DAYS",
        "days after which an item in the trash is purged, 0 to 3650",
        default=30,
        parse=whole_number(0, 3650),
    )
    max_albums: int = setting(
        "MOMENTO_CATALOG_MAX_ALBUMS",
        "albums that one account may have, 1 to 100000; they are never deleted",
        default=2000,
        parse=whole_number(1, 100_000),
    )
    link_lifetime: LinkLifetime = setting(
        "MOMENTO_LINK_SECONDS",
        "seconds that a link lives unless the call says otherwise, 1 to 900",
        default=LinkLifetime(timedelta(seconds=300)),
        parse=_lifetime,
    )
