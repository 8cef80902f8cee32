"""Sets right what is derived from one user's records: `python -m momento_catalog.repair --user ID`.

For operators, after tables were brought back to different moments, or whenever counts look wrong. It acts with the
credentials of anyone who runs it, who needs to read and write the tables for that user, and may run while others write.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import fields
from typing import TYPE_CHECKING

import boto3
from momento_chassis import telemetry
from momento_chassis.aws.shared_clients import CLIENT_CONFIG
from momento_chassis.config import load

from momento_catalog import bootstrap
from momento_catalog.config import StoreConfig
from momento_catalog.domain.identifiers import UserId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.lifecycle.repair_index import RepairReport


def main(arguments: Sequence[str] | None = None) -> int:
    """Repairs, prints what was set right, and answers 1 when something is left to be done, otherwise 0."""
    parser = argparse.ArgumentParser(prog="momento_catalog.repair", description=__doc__)
    parser.add_argument("--user", type=UserId, required=True, help="the user's id, a lower-case ULID")
    user_id = parser.parse_args(arguments).user
    telemetry.configure_command("catalog-repair")
    config = load(StoreConfig, os.environ)
    s3, dynamodb = boto3.client("s3", config=CLIENT_CONFIG), boto3.client("dynamodb", config=CLIENT_CONFIG)
    return _report(bootstrap.repair_index(config, s3, dynamodb)(user_id))


def _report(report: RepairReport) -> int:
    for upload_id in report.duplicate:
        sys.stderr.write(f"duplicate {upload_id}: another item has the same bytes\n")
    for what in report.busy:
        sys.stderr.write(f"busy {what}: others kept changing it; run this again\n")
    found = {field.name: getattr(report, field.name) for field in fields(report)}
    numbers = {name: value if isinstance(value, int) else len(value) for name, value in found.items()}
    sys.stdout.write(", ".join(f"{name} {number}" for name, number in numbers.items()) + "\n")
    return 1 if report.duplicate or report.busy else 0


if __name__ == "__main__":
    sys.exit(main())
