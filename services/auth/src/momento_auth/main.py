"""Starts auth: `python -m momento_auth.main`."""

from __future__ import annotations

import os

from momento_chassis import telemetry
from momento_chassis.config import load
from momento_chassis.lifecycle import serve

from momento_auth.bootstrap import bootstrap
from momento_auth.config import AuthConfig


def main() -> None:
    """Serves until SIGTERM."""
    # What this process writes holds hashes and keys: it is for nobody else to read.
    os.umask(0o077)
    telemetry.configure("auth")
    config = load(AuthConfig, os.environ)
    service = bootstrap(config)
    serve(
        service.server,
        service.readiness,
        operations_listen=config.operations_listen,
        on_stop=(service.email_worker.stop, service.database.close),
    )


if __name__ == "__main__":
    main()
