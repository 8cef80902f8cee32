"""Application objects as the schemas of answers."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from momento_ingest.adapters.inbound.http import schemas

T = TypeVar("T", bound=schemas.Reply)


def _converted(value: object, schema: type[T]) -> T:
    return msgspec.convert(value, schema, from_attributes=True)


def _present(value: Any) -> Any:
    return msgspec.UNSET if value is None else value
