"""Runs the catalog: `python -m momento_catalog.main`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import boto3
from momento.auth.v1 import auth_pb2
from momento_chassis import telemetry
from momento_chassis.aws.measured_calls import CallMeter, trace_calls
from momento_chassis.aws.shared_clients import CLIENT_CONFIG, SharedClients
from momento_chassis.config import load
from momento_chassis.grpc.client import channel
from momento_chassis.lifecycle import Readiness, serve

from momento_catalog import bootstrap
from momento_catalog.adapters.outbound.dynamodb.records.media_records import DynamoDbMediaRecords
from momento_catalog.adapters.outbound.grpc.ended_sessions import GrpcEndedSessions
from momento_catalog.adapters.outbound.grpc.verification_keys import GrpcVerificationKeys
from momento_catalog.config import Config
from momento_catalog.domain.identifiers import UploadId, UserId

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_chassis.aws.tenant_credentials import TenantClients

_NIL_ULID: Final = "0" * 26
_NOBODY: Final = UserId(_NIL_ULID)
_NOTHING: Final = UploadId(_NIL_ULID)


def main() -> None:
    """Serves until asked to stop."""
    telemetry.configure("catalog")
    config = load(Config, os.environ)
    trace_calls()
    sts = CallMeter().measured(boto3.client("sts", config=CLIENT_CONFIG))
    shared = SharedClients(sts.meta.region_name, ["s3", "dynamodb"])
    tenants, only_usage = bootstrap.tenants(config, sts, shared)
    auth = channel(config.auth_address, config.tls, "auth", auth_pb2.DESCRIPTOR)
    keys = GrpcVerificationKeys(auth)
    readiness = Readiness({"auth": keys.check, "dynamodb": _dynamodb_check(config, tenants)})
    service = bootstrap.service(config, bootstrap.aws_ports(config, tenants, only_usage), keys, GrpcEndedSessions(auth))
    serve(
        service.server,
        readiness,
        operations_listen=config.operations_listen,
        on_stop=(service.housekeeping.stop, auth.close),
    )


def _dynamodb_check(config: Config, tenants: TenantClients) -> Callable[[], None]:
    """Reads a record that cannot exist: shows that the role can be assumed and that it may read the table."""
    records = DynamoDbMediaRecords(tenants, bootstrap.tables(config.store))

    def check() -> None:
        records.get(_NOBODY, _NOTHING)

    return check


if __name__ == "__main__":
    main()
