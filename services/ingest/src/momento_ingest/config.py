"""Every environment variable of the edge."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from momento_chassis.config import MeshTls, Secret, setting
from momento_chassis.parsers import one_of, secret_keys, whole_number

LINK_KEY_BYTES = 64
_GIGABYTE = 10**9
_DAY = 24 * 60 * 60


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Storage:
    """Where files go."""

    bucket: str = setting("MOMENTO_BUCKET", "Bucket for media")
    tenant_role_arn: str = setting("MOMENTO_TENANT_ROLE_ARN", "Role that the edge assumes for each user")
    spool_folder: Path = setting("MOMENTO_SPOOL_FOLDER", "Folder for files on their way", parse=Path)
    kms_key: str = setting("MOMENTO_KMS_KEY", "ARN of a KMS key to encrypt with; empty for S3's own", default="")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken."""

    photo_bytes: int = setting(
        "MOMENTO_PHOTO_LIMIT_BYTES", "Largest photo", default=100_000_000, parse=whole_number(1, 2 * _GIGABYTE)
    )
    video_bytes: int = setting(
        "MOMENTO_VIDEO_LIMIT_BYTES",
        "Largest video; keep it below the malware engine's own limit",
        default=1_900_000_000,
        parse=whole_number(1, 2 * _GIGABYTE),
    )


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much may be under way, and how fast it must come."""

    per_user: int = setting(
        "MOMENTO_UPLOADS_PER_USER",
        "Resumable uploads of one user that may lack their last byte",
        default=32,
        parse=whole_number(1, 1000),
    )
    waiting_per_user: int = setting(
        "MOMENTO_WAITING_PER_USER",
        "Uploads of one user that may have arrived and wait to be stored",
        default=500,
        parse=whole_number(1, 100_000),
    )
    transfers: int = setting(
        "MOMENTO_TRANSFERS", "Requests that may send bytes to one replica", default=64, parse=whole_number(1, 10_000)
    )
    quota_bytes: int = setting(
        "MOMENTO_QUOTA_BYTES",
        "What one user without a quota of their own may have; 0 for no limit",
        default=0,
        parse=whole_number(0, 10**18),
    )
    reserve_bytes: int = setting(
        "MOMENTO_SPOOL_RESERVE_BYTES",
        "What stays free in the spool",
        default=_GIGABYTE,
        parse=whole_number(0, 10**15),
    )
    spool_bytes: int = setting(
        "MOMENTO_SPOOL_BYTES",
        "What all files in the spool may have together, however large the file system says it is",
        default=100 * _GIGABYTE,
        parse=whole_number(1, 10**18),
    )
    lifetime_seconds: int = setting(
        "MOMENTO_UPLOAD_SECONDS",
        "How long an upload may take, and its outcome can be read; an upload grant lasts no longer than a day",
        default=_DAY,
        parse=whole_number(1, _DAY),
    )
    idle_seconds: int = setting(
        "MOMENTO_UPLOAD_IDLE_SECONDS", "Longest wait for a sender's next byte", default=30, parse=whole_number(1, 3600)
    )
    answer_seconds: int = setting(
        "MOMENTO_RESPONSE_SECONDS",
        "How long a one-shot upload waits for its end before it is answered with 202",
        default=30,
        parse=whole_number(1, 600),
    )
    workers: int = setting(
        "MOMENTO_UPLOAD_WORKERS",
        "Uploads that one replica inspects and stores at once; of several, one user never has all",
        default=4,
        parse=whole_number(1, 64),
    )


@dataclass(frozen=True, slots=True)
class Requests:
    """How many requests may come; of each replica, and without those for links."""

    per_second: int = setting(
        "MOMENTO_ACCOUNT_REQUESTS_PER_SECOND",
        "Requests of one account in the long run; 0 for no limit",
        default=100,
        parse=whole_number(0, 1_000_000),
    )
    burst: int = setting(
        "MOMENTO_ACCOUNT_REQUESTS_BURST",
        "Requests of one account that may come at once",
        default=2000,
        parse=whole_number(1, 1_000_000),
    )
    key_per_second: int = setting(
        "MOMENTO_KEY_REQUESTS_PER_SECOND",
        "Requests of one API key in the long run, which count for its account too; 0 for no limit of its own",
        default=50,
        parse=whole_number(0, 1_000_000),
    )
    key_burst: int = setting(
        "MOMENTO_KEY_REQUESTS_BURST",
        "Requests of one API key that may come at once",
        default=1000,
        parse=whole_number(1, 1_000_000),
    )


@dataclass(frozen=True, slots=True)
class Links:
    """How browsers get at stored bytes."""

    keys: Secret = setting(
        "MOMENTO_LINK_KEY",
        f"Base64 of {LINK_KEY_BYTES} bytes, the same on every replica; several, by commas: the first seals, all open",
        parse=secret_keys(LINK_KEY_BYTES),
    )
    mode: str = setting(
        "MOMENTO_LINK_MODE",
        "proxy: through the edge; redirect: straight from S3",
        default="proxy",
        parse=one_of("proxy", "redirect"),
    )
    media_origin: str = setting(
        "MOMENTO_MEDIA_ORIGIN", "Origin of the bucket, for the page's security policy; with redirect only", default=""
    )


@dataclass(frozen=True, slots=True)
class IngestConfig:
    """The whole of it."""

    tls: MeshTls
    storage: Storage
    limits: Limits
    uploads: UploadLimits
    requests: Requests
    links: Links
    certificate: Path = setting("MOMENTO_EDGE_CERTIFICATE", "PEM file of the public certificate chain", parse=Path)
    key: Path = setting("MOMENTO_EDGE_KEY", "PEM file of its private key", parse=Path)
    auth_address: str = setting("MOMENTO_AUTH_ADDRESS", "host:port of auth")
    scanner_address: str = setting("MOMENTO_SCANNER_ADDRESS", "host:port of scanner")
    catalog_address: str = setting("MOMENTO_CATALOG_ADDRESS", "host:port of catalog")
    listen: str = setting("MOMENTO_LISTEN", "host:port for HTTPS", default="127.0.0.1:8443")
    operations_listen: str = setting(
        "MOMENTO_OPERATIONS_LISTEN", "host:port for /livez and /readyz; never public", default="127.0.0.1:8444"
    )
    web_folder: Path | None = setting("MOMENTO_WEB_FOLDER", "Folder of the built web page", default=None, parse=Path)
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = setting(
        "MOMENTO_TRUSTED_PROXIES",
        "Networks, comma separated, whose X-Forwarded-For is believed",
        default=(),
        parse=_networks,
    )
    purge_seconds: int = setting(
        "MOMENTO_PURGE_SECONDS",
        "Pause between two questions to auth whether somebody has left for good",
        default=60,
        parse=whole_number(1, _DAY),
    )
    log_level: str = setting("MOMENTO_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", default="INFO")
