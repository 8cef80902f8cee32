"""Records again what lies in the bucket and is missing from the tables: `python -m momento_catalog.restore`.

For operators after a disaster, and for the embedded stack when it takes over a folder of an earlier version. It acts
with the credentials of anyone who runs it, who needs to list, get and tag objects and to read and write the tables for
all users.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import boto3
from momento_chassis import telemetry
from momento_chassis.aws.shared_clients import CLIENT_CONFIG
from momento_chassis.config import load

from momento_catalog import bootstrap
from momento_catalog.config import StoreConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.records.restore import RestoreReport


_LOST: Final = (
    "What only the tables held of the repaired items has not come back: titles, tags given or rejected later, "
    "favourites, albums, the trash, and the history of edits. Point-in-time recovery of the tables has it.\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Restores, prints what was found, and answers 1 when something could not be read, otherwise 0."""
    parser = argparse.ArgumentParser(prog="momento_catalog.restore", description=__doc__)
    parser.add_argument("--since", type=_moment, help="only uploads stored at this ISO 8601 moment or later")
    since = parser.parse_args(arguments).since
    telemetry.configure_command("catalog-restore")
    config = load(StoreConfig, os.environ)
    s3, dynamodb = boto3.client("s3", config=CLIENT_CONFIG), boto3.client("dynamodb", config=CLIENT_CONFIG)
    return _report(bootstrap.restore_media(config, s3, dynamodb)(since))


def _report(report: RestoreReport) -> int:
    for sentence in report.unreadable:
        sys.stderr.write(f"unreadable {sentence}\n")
    if report.mended:
        sys.stderr.write(_LOST)
    recorded = f"there {report.there}, mended {report.mended}, duplicate {report.duplicate}, purged {report.purged}"
    sys.stdout.write(f"{recorded}, unreadable {len(report.unreadable)}\n")
    return 1 if report.unreadable else 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
