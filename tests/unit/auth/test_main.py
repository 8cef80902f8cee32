"""The process itself: it starts, serves, and leaves when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.fakes.auth.service import environment
from tests.fakes.chassis.certificates import TestAuthority

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "momento_auth.main"]


def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    environ = {**os.environ, **environment(TestAuthority(tmp_path / "mesh"), tmp_path)}
    with subprocess.Popen(COMMAND, env=environ, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own module
        assert process.stdout is not None
        assert any("serving" in line for line in iter(process.stdout.readline, ""))
        assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.glob("auth.sqlite3*"))
        assert (tmp_path / "auth.sqlite3").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert "stopped" in process.stdout.read()


def test_it_does_not_start_without_its_variables() -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MOMENTO_")}
    result = subprocess.run(COMMAND, env=environ, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
    assert result.returncode != 0
    assert "MOMENTO_AUTH_DATABASE_URL is not set" in result.stderr
