"""A process that dies at a write: before it is made, or when it is made and nobody has been told."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tests.fakes.catalog.aws import dynamodb_stores

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

    from tests.fakes.catalog.catalog import InMemoryStores, Stores

_WRITES: Final = frozenset(
    {"apply", "add", "put", "record", "put_entry", "put_holder", "set_count", "set_usage"}
    | {"transact_write_items", "put_item", "update_item"}
)
_OF_SEVERAL: Final = frozenset({"apply_each", "_problem"})
"""What a fake does by several of the writes above, which count one by one."""
_NEVER: Final = -1


class Crash(BaseException):
    """The end of the process; no code of the catalog may catch it."""


class Mortality:
    """Ends the process at a write, and every write after it."""

    def __init__(self, at: int = _NEVER, *, after: bool = False) -> None:
        """Dies at write number `at`, counted from 1; with `after`, that write is still made."""
        self._at = at
        self._after = after
        self._lock = threading.Lock()
        self.writes = 0

    def write(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Makes one write, unless the process is dead."""
        with self._lock:
            self.writes += 1
            if self._at in range(1, self.writes):
                raise Crash
            if self.writes != self._at:
                return call(*arguments, **named)
            if self._after:
                call(*arguments, **named)
            raise Crash


class Mortal:
    """Something whose writes a `Mortality` counts."""

    def __init__(self, target: Any, mortality: Mortality) -> None:
        self._target = target
        self._mortality = mortality

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name in _OF_SEVERAL:
            return partial(getattr(type(self._target), name), self)
        if name not in _WRITES:
            return found
        return lambda *arguments, **named: self._mortality.write(found, *arguments, **named)


def mortal_fakes(stores: InMemoryStores, mortality: Mortality) -> Stores:
    """The same tables in memory, written to by a process that dies."""
    names = ("store", "albums", "activity", "audit")
    ports: dict[str, Any] = {name: Mortal(getattr(stores, name), mortality) for name in names}
    return replace(stores, **ports)


def mortal_adapters(s3: S3Client, dynamodb: DynamoDBClient, mortality: Mortality) -> Stores:
    """The real adapters over a client that dies."""
    client: Any = Mortal(dynamodb, mortality)
    return dynamodb_stores(s3, client)
