"""What a Node developer would assemble for the same job, with the same ClamAV, as a server to send photos to."""

from __future__ import annotations

import shutil
import socket
import subprocess
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
import psutil
from momento_local import web
from momento_local.clamd import SYSTEM_PROGRAMS
from momento_local.ports import free_port

from tests.bench._cpu import cpu_seconds
from tests.fakes.catalog.ministack_process import ministack
from tests.faults.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx
    from momento_local.stack import Stack

FOLDER: Final = Path(__file__).parent / "node_peer"
TIMEOUT_SECONDS: Final = 120


@dataclass(frozen=True)
class NodePeer:
    """The peer while it runs: where it listens, and the processes that work for it."""

    url: str
    pids: Mapping[str, int]

    def send(self, client: httpx.Client, name: str, content: bytes) -> None:
        """Uploads one photo, which must be taken."""
        answer = client.post(f"{self.url}/upload", files={"file": (name, content)})
        assert answer.status_code == 201, answer.text

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far, by process."""
        return {name: cpu_seconds(pid) for name, pid in self.pids.items()}


@contextmanager
def node_peer(stack: Stack, folder: Path) -> Iterator[NodePeer]:
    """Runs one with an embedded AWS that asks nobody who they are, and with a clamd configured as that of `stack`."""
    if web.install(FOLDER):
        raise RuntimeError("npm could not install the peer")
    with ExitStack() as running:
        endpoint = running.enter_context(ministack(folder, "dynamodb,s3"))
        provision(endpoint)
        clamd_port, port = free_port(), free_port()
        clamd = running.enter_context(_process(_clamd(stack, folder, clamd_port), {}, folder / "clamd.log"))
        environment = {
            "AWS_ENDPOINT_URL": endpoint,
            "CLAMD_PORT": str(clamd_port),
            "PORT": str(port),
            "SPOOL": str(folder / "spool"),
        }
        _until_answered(clamd_port)
        command = [str(web.NODE / "bin" / "node"), str(FOLDER / "server.mjs")]
        node = running.enter_context(_process(command, environment, folder / "node.log"))
        _until_answered(port)
        yield NodePeer(f"http://127.0.0.1:{port}", {"node": node, "clamd": clamd, "embedded AWS": _listener(endpoint)})


def provision(endpoint: str) -> None:
    """Makes the bucket and the table that the peer writes to."""
    session = boto3.Session("test", "test", region_name="us-east-1")
    session.client("s3", endpoint_url=endpoint).create_bucket(Bucket="momento-uploads")
    session.client("dynamodb", endpoint_url=endpoint).create_table(
        TableName="momento-media",
        KeySchema=[{"AttributeName": "userId", "KeyType": "HASH"}, {"AttributeName": "uploadId", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("userId", "uploadId")],
        BillingMode="PAY_PER_REQUEST",
    )


def _clamd(stack: Stack, folder: Path, port: int) -> list[str]:
    """The command of a clamd with the very settings of the stack's own, but for its address and its own folder."""
    program = shutil.which("clamd") or shutil.which("clamd", path=SYSTEM_PROGRAMS)
    assert program is not None, "the stack runs one"
    temporary = folder / "clamd"
    temporary.mkdir()
    own = {"TCPSocket": str(port), "TCPAddr": "127.0.0.1", "TemporaryDirectory": str(temporary)}
    lines = (stack.home.clamav / "clamd.conf").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("LocalSocket", "FixStaleSocket", *own))]
    configuration = folder / "clamd.conf"
    configuration.write_text("\n".join([*kept, *(f"{name} {value}" for name, value in own.items())]) + "\n")
    return [program, "--foreground", "--config-file", str(configuration)]


@contextmanager
def _process(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """Runs a program until the end of the block; its id."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=dict(environment), stdout=output, stderr=output)  # noqa: S603  # above
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _until_answered(port: int) -> None:
    def answers() -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        return False

    eventually(answers, TIMEOUT_SECONDS)


def _listener(endpoint: str) -> int:
    """The process that listens there."""
    address = ("127.0.0.1", int(endpoint.rpartition(":")[2]))
    listening = (it for it in psutil.net_connections("tcp") if it.status == psutil.CONN_LISTEN)
    return next(it.pid for it in listening if it.laddr == address and it.pid is not None)
