"""What an operator does by hand: `python -m momento_auth.operate WORD`, in the environment of the service.

rotate-keys: makes the next signing key. Nobody notices: it signs after it has been published for long enough.
migrate-back REVISION: undoes the migrations after that one, before an older version of auth is started.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from momento_chassis import telemetry
from momento_chassis.config import load

from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.schema import REVERSIBLE_TO, migrate_back
from momento_auth.adapters.outbound.system.clock import SystemClock
from momento_auth.bootstrap import key_ring
from momento_auth.config import AuthConfig

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the word says and tells what came of it; 0."""
    parser = argparse.ArgumentParser(
        prog="momento_auth.operate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("rotate-keys")
    words.add_parser("migrate-back").add_argument("revision", choices=REVERSIBLE_TO)
    chosen = parser.parse_args(arguments)
    telemetry.configure("auth-operate", level="WARNING")
    config = load(AuthConfig, os.environ)
    database = Database(config.database_url.reveal())
    try:
        if chosen.word == "migrate-back":
            migrate_back(database, chosen.revision)
            sys.stdout.write(f"the schema is that of revision {chosen.revision}\n")
        else:
            sys.stdout.write(_rotate_keys(config, database))
    finally:
        database.close()
    return 0


def _rotate_keys(config: AuthConfig, database: Database) -> str:
    key = key_ring(config, database, SystemClock()).rotate()
    return f"key {key.key_id} signs from {(key.created_at + config.keys.schedule.lead).isoformat()}\n"


if __name__ == "__main__":
    sys.exit(main())
