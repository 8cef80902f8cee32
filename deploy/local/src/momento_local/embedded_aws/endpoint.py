"""How to reach the embedded AWS: address, authority, and credentials."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from pathlib import Path

REGION: Final = "us-east-1"
ACCOUNT: Final = "000000000000"
CONFIG: Final = Config(
    signature_version="s3v4", connect_timeout=3, read_timeout=60, retries={"mode": "standard", "max_attempts": 4}
)
_MAKING: Final = threading.Lock()
"""Sessions of boto3 may be used by one thread at a time; the clients that they make by any number."""


@cache
def _session() -> boto3.Session:
    """Keeps the descriptions of AWS's services, which take a tenth of a second to read; it has no credentials."""
    return boto3.Session()


@dataclass(frozen=True)
class Credentials:
    """An access key and its secret, and the token that belongs to temporary ones."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    def __repr__(self) -> str:
        """The public part only."""
        return f"Credentials({self.access_key_id!r})"


@dataclass(frozen=True)
class Endpoint:
    """Where the embedded AWS listens and which authority vouches for it."""

    port: int
    authority: Path

    @property
    def url(self) -> str:
        """An address rather than a name: clients then put the bucket into the path and not into the host name."""
        return f"https://127.0.0.1:{self.port}"

    def client(self, service: str, credentials: Credentials) -> Any:
        """A boto3 client for `service` that acts with `credentials`."""
        with _MAKING:
            make: Any = _session().client  # the stubs want a literal for each service
            return make(
                service,
                endpoint_url=self.url,
                verify=str(self.authority),
                config=CONFIG,
                region_name=REGION,
                aws_access_key_id=credentials.access_key_id,
                aws_secret_access_key=credentials.secret_access_key,
                aws_session_token=credentials.session_token,
            )

    def environment(self, credentials: Credentials) -> dict[str, str]:
        """The variables with which any AWS SDK finds this endpoint."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CA_BUNDLE": str(self.authority),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        }
