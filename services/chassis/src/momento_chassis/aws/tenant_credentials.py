"""Credentials of a service's tenant role, narrowed to one user.

A pod's own identity may do one thing: assume the tenant role. For each user it does so with a session policy that names
this user's objects and records and a session tag `userId`, so that even a mistake in our code cannot reach another's.
"""

from __future__ import annotations

import json
import logging
import random
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

    from momento_chassis.aws.shared_clients import SharedClients

SessionPolicy = Callable[[str], Mapping[str, Any]]
"""From a user's id to the inline policy for that user; at most 2,048 characters as JSON (STS `AssumeRole`)."""

SESSION_SECONDS: Final = 3600
"""The most that role chaining allows (STS `AssumeRole`)."""
LINK_MARGIN: Final = timedelta(minutes=20)
"""A link may live for 15 minutes and dies with its session, so what signs links uses no session for its last 20."""
CALL_MARGIN: Final = timedelta(minutes=5)
"""What signs calls alone uses no session for its last 5, in which clocks may differ."""
EARLY: Final = timedelta(minutes=5)
"""How long before that the renewal begins at the earliest; when, is drawn for each session."""
RETRY: Final = timedelta(seconds=30)
"""How long after an early renewal that failed the next one begins at the earliest."""
CAPACITY: Final = 20_000
"""Users whose credentials are kept at the same time; the least recently seen goes first."""
_RENEWING_THREADS: Final = 4
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Session:
    """A role that was assumed; replaced as a whole, so that no thread sees half of it."""

    credentials: Credentials
    expires_at: datetime
    renew_at: datetime


@dataclass(eq=False, slots=True)
class _Tenant:
    """One user's session and clients; the lock lets only one thread ask STS."""

    user_id: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    session: _Session | None = None
    clients: dict[str, Any] = field(default_factory=dict)


class TenantClients:
    """AWS clients that can reach one user's things and no other's.

    STS is asked for a user by one thread at a time. What has to be renewed is renewed ahead of time and beside the
    calls, at a moment that differs from user to user; when that fails, the session that is still good is kept.
    """

    def __init__(
        self,
        sts: STSClient,
        shared: SharedClients,
        role_arn: str,
        policy: SessionPolicy,
        *,
        margin: timedelta = LINK_MARGIN,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        capacity: int = CAPACITY,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Prepares clients for `role_arn`; nothing is asked of AWS before the first use.

        No session is used in its last `margin`; `jitter` gives a number from 0 to 1.
        """
        self._sts = sts
        self._shared = shared
        self._role_arn = role_arn
        self._policy = policy
        self._margin = margin
        self._now = now
        self._capacity = capacity
        self._jitter = jitter
        self._lock = threading.Lock()
        self._tenants: OrderedDict[str, _Tenant] = OrderedDict()
        self._places = threading.BoundedSemaphore(_RENEWING_THREADS)

    def s3(self, user_id: str) -> S3Client:
        """An S3 client for `user_id`; raises what botocore raises when the role cannot be assumed."""
        client: S3Client = self._client("s3", user_id)
        return client

    def dynamodb(self, user_id: str) -> DynamoDBClient:
        """A DynamoDB client for `user_id`; raises as `s3` does."""
        client: DynamoDBClient = self._client("dynamodb", user_id)
        return client

    def close(self) -> None:
        """Forgets all credentials; what is shared is closed by who made it."""
        with self._lock:
            self._tenants.clear()

    def _client(self, service: str, user_id: str) -> Any:
        tenant = self._tenant(user_id)
        client = tenant.clients.get(service)
        if client is None:
            source = partial(self._credentials, tenant)
            client = tenant.clients.setdefault(service, self._shared.narrowed(service, source))
        self._credentials(tenant)
        return client

    def _tenant(self, user_id: str) -> _Tenant:
        with self._lock:
            tenant = self._tenants.get(user_id)
            if tenant is None:
                tenant = self._tenants[user_id] = _Tenant(user_id)
            self._tenants.move_to_end(user_id)
            if len(self._tenants) > self._capacity:
                self._tenants.popitem(last=False)
            return tenant

    def _credentials(self, tenant: _Tenant) -> Credentials:
        session, now = tenant.session, self._now()
        if session is None or session.expires_at - now < self._margin:
            return self._renewed(tenant).credentials
        if session.renew_at <= now:
            self._renew_early(tenant)
        return session.credentials

    def _renewed(self, tenant: _Tenant) -> _Session:
        with tenant.lock:
            session = tenant.session
            # Another thread may have renewed it while this one waited.
            if session is None or session.expires_at - self._now() < self._margin:
                session = tenant.session = self._assume_role(tenant.user_id)
            return session

    def _renew_early(self, tenant: _Tenant) -> None:
        if not tenant.lock.locked() and self._places.acquire(blocking=False):
            # A daemon, because an STS that does not answer must not keep the process from its end.
            threading.Thread(target=self._try_to_renew, args=(tenant,), daemon=True, name="sts-renewal").start()

    def _try_to_renew(self, tenant: _Tenant) -> None:
        try:
            with tenant.lock:
                session = tenant.session
                if session is not None and session.renew_at <= self._now():
                    tenant.session = self._renewed_early(tenant.user_id, session)
        finally:
            self._places.release()

    def _renewed_early(self, user_id: str, session: _Session) -> _Session:
        try:
            return self._assume_role(user_id)
        except (ClientError, BotoCoreError) as error:
            _logger.warning("a session could not be renewed ahead of time", extra={"detail": str(error)})
            return replace(session, renew_at=self._now() + RETRY * (1 + self._jitter()))

    def _assume_role(self, user_id: str) -> _Session:
        granted = self._sts.assume_role(
            RoleArn=self._role_arn,
            RoleSessionName=f"user-{user_id}",
            Policy=json.dumps(self._policy(user_id), separators=(",", ":")),
            Tags=[{"Key": "userId", "Value": user_id}],
            DurationSeconds=SESSION_SECONDS,
        )["Credentials"]
        credentials = Credentials(granted["AccessKeyId"], granted["SecretAccessKey"], granted["SessionToken"])
        expires_at = granted["Expiration"]
        return _Session(credentials, expires_at, expires_at - self._margin - EARLY * self._jitter())
