"""A ministack of its own for a test session, on a free port of the loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from momento_local.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRIES: Final = 300


@contextmanager
def ministack(directory: Path, services: str = "dynamodb,s3,sts") -> Iterator[str]:
    """Runs a ministack that keeps nothing, and yields its endpoint."""
    endpoint = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": endpoint.rpartition(":")[2],
        "SERVICES": services,
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(directory),
    }
    with (directory / "ministack.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "ministack"], env=environment, stdout=log, stderr=log)
        try:
            _wait_for(endpoint, process)
            yield endpoint
        finally:
            # It keeps nothing, and asked to end it would wait half a minute for connections that clients keep open.
            process.kill()
            process.wait()


def _wait_for(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_TRIES):
        try:
            urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=5).close()  # noqa: S310  # loopback
        except OSError:
            try:
                # Waiting for its end is the wait between two tries, and notices an early end.
                code = process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(f"ministack ended with {code}; see its log") from None
        return
    raise RuntimeError("ministack did not answer in time; see its log")
