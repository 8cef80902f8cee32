"""dynalite: an engine by others that reads ranges as DynamoDB does, and counts read units by itself.

It knows no transactions, so a library is made elsewhere and copied into it item for item.
"""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from momento_local import web
from momento_local.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

FOLDER: Final = Path(__file__).parent / "dynalite"
HEAP_MEBIBYTES: Final = 6_000
"""Libraries of 111,000 items are 2.3 million items of three tables, and take 2.6 GB."""
BATCH: Final = 25
"""The most that BatchWriteItem takes."""
TIMEOUT_SECONDS: Final = 30


@contextmanager
def dynalite() -> Iterator[str]:
    """Runs one that keeps nothing, installed where it is missing, and yields its endpoint."""
    if web.install(FOLDER):
        raise RuntimeError("npm could not install dynalite")
    port = free_port()
    program = FOLDER / "node_modules" / "dynalite" / "cli.js"
    options = ("--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0")
    command = (str(web.NODE / "bin" / "node"), f"--max-old-space-size={HEAP_MEBIBYTES}", str(program), *options)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # our own Node
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def copy(items: Iterable[tuple[str, Any]], dynamodb: DynamoDBClient) -> int:
    """Writes items into the tables that are named with them; how many there were."""
    left, copied = iter(items), 0
    while batch := list(islice(left, BATCH)):
        requests: dict[str, Any] = {}
        for table, item in batch:
            requests.setdefault(table, []).append({"PutRequest": {"Item": item}})
        answer = dynamodb.batch_write_item(RequestItems=requests)
        assert not answer["UnprocessedItems"], "dynalite has no limit to run into"
        copied += len(batch)
    return copied


@dataclass
class Charge:
    """The read units that the engine itself says it has charged for the calls of a client."""

    units: float = 0

    def attach(self, dynamodb: DynamoDBClient) -> None:
        """Has each call of the client told what it costs from now on, and adds it up."""
        for operation in ("GetItem", "BatchGetItem", "Query"):
            dynamodb.meta.events.register(f"provide-client-params.dynamodb.{operation}", _ask)
        dynamodb.meta.events.register("after-call.dynamodb", self._add)

    def _add(self, parsed: dict[str, Any], **_: object) -> None:
        reported = parsed.get("ConsumedCapacity", [])
        self.units += sum(each["CapacityUnits"] for each in (reported if isinstance(reported, list) else [reported]))


def _ask(params: dict[str, Any], **_: object) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)  # another process starts
        else:
            return
    raise RuntimeError("dynalite did not answer in time")
