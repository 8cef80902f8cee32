"""Credentials of a service's tenant role, narrowed to one user.

A pod's own identity may do one thing: assume the tenant role. For each user it does so with a session policy that names
this user's objects and records and a session tag `userId`, so that even a mistake in our code cannot reach another's.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config
from botocore.loaders import create_loader
from botocore.session import Session

from momento_chassis.aws.measured_calls import CallMeter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

SessionPolicy = Callable[[str], Mapping[str, Any]]
"""From a user's id to the inline policy for that user; at most 2,048 characters as JSON (STS `AssumeRole`)."""

SESSION_SECONDS: Final = 3600
"""The most that role chaining allows (STS `AssumeRole`)."""
RENEWAL_MARGIN: Final = timedelta(minutes=20)
"""A link may live for 15 minutes and dies with its session, so no session is used for its last 20."""
CAPACITY: Final = 200
"""Users whose credentials are kept at the same time; the least recently seen goes first."""

CLIENT_CONFIG: Final = Config(
    signature_version="s3v4",
    retries={"mode": "standard", "max_attempts": 4},
    connect_timeout=3,
    read_timeout=30,
    max_pool_connections=16,
    request_checksum_calculation="when_required",
)

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Tenant:
    """One user's clients; the lock lets only one thread renew them."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    expires_at: datetime = _NEVER
    session: Session | None = None
    clients: dict[str, Any] = field(default_factory=dict)


class TenantClients:
    """AWS clients that can reach one user's things and no other's."""

    def __init__(
        self,
        sts: STSClient,
        role_arn: str,
        policy: SessionPolicy,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        capacity: int = CAPACITY,
    ) -> None:
        """Prepares clients for `role_arn`; nothing is asked of AWS before the first use."""
        self._sts = sts
        self._role_arn = role_arn
        self._policy = policy
        self._now = now
        self._capacity = capacity
        self._meter = CallMeter()
        # Sessions share the models of services that it has read; by itself each would hold 15 MB.
        self._loader = create_loader()
        self._lock = threading.Lock()
        self._tenants: OrderedDict[str, _Tenant] = OrderedDict()

    def s3(self, user_id: str) -> S3Client:
        """An S3 client for `user_id`; raises what botocore raises when the role cannot be assumed."""
        client: S3Client = self._client("s3", user_id)
        return client

    def dynamodb(self, user_id: str) -> DynamoDBClient:
        """A DynamoDB client for `user_id`; raises as `s3` does."""
        client: DynamoDBClient = self._client("dynamodb", user_id)
        return client

    def close(self) -> None:
        """Closes the connections of every client; requests under way fail."""
        with self._lock:
            tenants = list(self._tenants.values())
            self._tenants.clear()
        for tenant in tenants:
            for client in tenant.clients.values():
                client.close()

    def _client(self, service: str, user_id: str) -> Any:
        tenant = self._tenant(user_id)
        with tenant.lock:
            if tenant.session is None or tenant.expires_at - self._now() < RENEWAL_MARGIN:
                self._renew(tenant, user_id)
            if service not in tenant.clients and tenant.session is not None:
                client = tenant.session.create_client(service, self._sts.meta.region_name, config=CLIENT_CONFIG)
                tenant.clients[service] = self._meter.measured(client)
            return tenant.clients[service]

    def _tenant(self, user_id: str) -> _Tenant:
        with self._lock:
            tenant = self._tenants.setdefault(user_id, _Tenant())
            self._tenants.move_to_end(user_id)
            if len(self._tenants) > self._capacity:
                self._tenants.popitem(last=False)
            return tenant

    def _renew(self, tenant: _Tenant, user_id: str) -> None:
        granted = self._sts.assume_role(
            RoleArn=self._role_arn,
            RoleSessionName=f"user-{user_id}",
            Policy=json.dumps(self._policy(user_id), separators=(",", ":")),
            Tags=[{"Key": "userId", "Value": user_id}],
            DurationSeconds=SESSION_SECONDS,
        )["Credentials"]
        session = Session()
        session.register_component("data_loader", self._loader)
        session.set_credentials(granted["AccessKeyId"], granted["SecretAccessKey"], granted["SessionToken"])
        tenant.session = session
        tenant.clients = {}
        tenant.expires_at = granted["Expiration"]
