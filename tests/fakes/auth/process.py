"""Auth as a process of its own, as it runs in production."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import grpc
from momento.auth.v1 import auth_pb2_grpc
from momento_chassis.grpc.client import channel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from momento_chassis.config import MeshTls

_TIMEOUT_SECONDS = 60


class AuthProcess:
    """Starts when it is made; `connect` waits until it serves, and `stop` is due whether or not it ever did."""

    stub: auth_pb2_grpc.AuthServiceStub

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._log = log
        self._environ = {**os.environ, **environ}
        self._channel: grpc.Channel | None = None
        with log.open("wb") as written:
            self._process = subprocess.Popen(self._command("main"), env=self._environ, stdout=written)  # noqa: S603  # our own module

    def connect(self, caller: MeshTls) -> None:
        """Sets `stub`, which calls with the caller's certificate."""
        self._channel = channel(f"127.0.0.1:{self._port()}", caller, "auth")
        grpc.channel_ready_future(self._channel).result(_TIMEOUT_SECONDS)
        self.stub = auth_pb2_grpc.AuthServiceStub(self._channel)

    def operate(self, *words: str) -> str:
        """Runs the operator's command in the same environment; what it printed."""
        command = (*self._command("operate"), *words)
        done = subprocess.run(command, env=self._environ, check=True, capture_output=True, text=True)  # noqa: S603  # our own module
        return done.stdout

    def stop(self) -> None:
        """Ends it, and waits for its end."""
        if self._channel:
            self._channel.close()
        self._process.terminate()
        self._process.wait(_TIMEOUT_SECONDS)

    @staticmethod
    def _command(module: str) -> tuple[str, ...]:
        return (sys.executable, "-m", f"momento_auth.{module}")

    def _port(self) -> int:
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while True:
            for line in self._log.read_text(encoding="utf-8").splitlines():
                if '"serving"' in line:
                    return int(json.loads(line)["port"])
            assert time.monotonic() < deadline, "auth did not start"
            assert self._process.poll() is None, "auth ended at its start"
            time.sleep(0.05)  # another process starts
