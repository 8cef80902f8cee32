"""One botocore client of each service in a process, which signs each request with the credentials of its user.

To make a client takes 15 ms of CPU and 0.3 MB, and its first request a TLS handshake: too much for each user.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import botocore
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError
from botocore.retries.quota import RetryQuota
from botocore.retries.standard import RetryHandler
from botocore.session import Session

from momento_chassis.aws.measured_calls import CallMeter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from botocore.credentials import ReadOnlyCredentials

    CredentialsSource = Callable[[], Credentials]
    """What a user's requests are signed with from now on; it may ask STS, and raises what botocore raises."""

CLIENT_CONFIG: Final = Config(
    signature_version="s3v4",
    retries={"mode": "standard", "max_attempts": 4},
    connect_timeout=3,
    read_timeout=30,
    # All users share them, and a connection over this number is closed after one request.
    max_pool_connections=64,
    request_checksum_calculation="when_required",
    # Otherwise botocore puts it together from thirty parts, twice for each request: a tenth of what a call costs.
    user_agent=f"Botocore/{botocore.__version__} app/momento",
)

_PIECE_BYTES: Final = 256 * 1024
"""Of a file that is sent; urllib3 takes 16 KiB, and each piece is a walk through six layers of Python."""
_TABLES_NAMED: Final = "ResourceArnList"
"""What DynamoDB's rules for endpoints call the tables of a request."""
_GIVEN_CHECKSUM: Final = "x-amz-checksum-sha256"

_signing: ContextVar[Credentials] = ContextVar("signing")
"""The credentials of the call under way in this thread, in which botocore also makes and signs its requests."""
_retries: ContextVar[RetryQuota] = ContextVar("retries")
"""How much the user of that call may still have repeated."""


class SharedClients:
    """The clients of a process; none of them can sign anything by itself."""

    def __init__(self, region: str | None, services: Iterable[str]) -> None:
        """Makes a client for each of `services` (`s3`, `dynamodb`) in `region`; nothing is asked of AWS yet."""
        session = Session()
        # Without this, requests would be signed with the identity of the pod, or whatever else is found around it.
        session.register_component("credential_provider", _OnlyCallers())
        meter = CallMeter()
        self._clients: dict[str, Any] = {
            service: meter.measured(session.create_client(service, region, config=CLIENT_CONFIG))
            for service in services
        }
        for client in self._clients.values():
            _count_retries_by_user(client)
            _send_in_large_pieces(client)
            _ask_one_endpoint(client)
            client.meta.events.register("before-call.s3", _show_checksum)
        self._narrowed = {name: _narrowed_class(type(client)) for name, client in self._clients.items()}

    def narrowed(self, service: str, credentials: CredentialsSource) -> Any:
        """A client for `service` that signs with what `credentials` gives at the time of each call.

        It costs next to nothing: all else is shared, the connections too.
        """
        narrowed: Any = object.__new__(self._narrowed[service])
        vars(narrowed).update(vars(self._clients[service]), credentials_source=credentials, retry_quota=RetryQuota())
        return narrowed

    def close(self) -> None:
        """Closes the connections; requests under way fail."""
        for client in self._clients.values():
            client.close()


class _CallersCredentials(Credentials):
    """Stands for the credentials of the call under way."""

    def __init__(self) -> None:
        super().__init__("", "")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        credentials = _signing.get(None)
        if credentials is None:
            raise NoCredentialsError
        return credentials.get_frozen_credentials()


class _CallersRetryQuota:
    """Stands for the quota of the call under way."""

    def acquire(self, amount: int) -> bool:
        return _retries.get().acquire(amount)

    def release(self, amount: int) -> None:
        _retries.get().release(amount)


def _count_retries_by_user(client: Any) -> None:
    """Gives each user a quota of retries: one for the whole client would be used up by one user whose requests fail."""
    service = client.meta.service_model.service_id.hyphenize()
    # botocore has no public way to it; requirements.lock pins its exact version.
    registered = client.meta.events._emitter._handlers.prefix_search(f"needs-retry.{service}")  # noqa: SLF001
    owners = (getattr(handler, "__self__", None) for handler in registered)
    retries: list[Any] = [owner for owner in owners if isinstance(owner, RetryHandler)]
    retries[0]._retry_quota._quota = _CallersRetryQuota()  # noqa: SLF001


def _send_in_large_pieces(client: Any) -> None:
    # Before the first connection is made; botocore passes this on in no other way.
    client._endpoint.http_session._manager.connection_pool_kw["blocksize"] = _PIECE_BYTES  # noqa: SLF001


def _ask_one_endpoint(client: Any) -> None:
    """Has botocore not collect the tables that each request names.

    It would choose an endpoint of their account by them, if credentials named an account; those of STS as we keep them
    name none. It took a tenth of the CPU of a transaction.
    """
    # botocore has no public way to it; requirements.lock pins its exact version.
    resolver = client._ruleset_resolver  # noqa: SLF001
    named = resolver._param_definitions.items()  # noqa: SLF001
    resolver._param_definitions = {name: meaning for name, meaning in named if name != _TABLES_NAMED}  # noqa: SLF001


def _show_checksum(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    """Has botocore see that a body comes with its SHA-256: else it hashes the whole body again to sign the hash.

    What is signed is then the header with the checksum, with which S3 compares the body that it gets over TLS; a body
    without TLS is signed as ever (`S3SigV4Auth`).
    """
    if _GIVEN_CHECKSUM in params["headers"]:
        given = {"algorithm": "sha256", "in": "header", "name": _GIVEN_CHECKSUM}
        context.setdefault("checksum", {})["request_algorithm"] = given


class _OnlyCallers:
    """What botocore asks for credentials when a client is made."""

    def load_credentials(self) -> Credentials:
        """No others than those of each call."""
        return _CallersCredentials()


def _narrowed_class(shared: type) -> type:
    """The class of a shared client, but for whose credentials it signs with."""

    class Narrowed(shared):  # type: ignore[misc]  # botocore makes its classes when they are asked for
        credentials_source: CredentialsSource
        retry_quota: RetryQuota

        def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> Any:
            former = _signing.set(self.credentials_source())
            former_retries = _retries.set(self.retry_quota)
            try:
                return super()._make_api_call(operation_name, api_params)
            finally:
                _retries.reset(former_retries)
                _signing.reset(former)

        def _get_credentials(self) -> Credentials:
            return self.credentials_source()

    return Narrowed
