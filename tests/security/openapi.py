"""The operations that the edge itself says it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.e2e.member import https_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

DOCUMENT = "/api/v1/openapi/openapi.json"


@dataclass(frozen=True)
class Operation:
    """One method of one path, with what the document says of its parameters and its body.

    Attributes:
        media_type: of the body, or None when there is none.
        fields: names of the fields of a JSON body.
    """

    method: str
    path: str
    parameters: tuple[dict[str, Any], ...]
    media_type: str | None
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations(stack: Stack) -> list[Operation]:
    """All of them, in the order of the document."""
    with https_client(stack) as client:
        document = client.get(DOCUMENT).raise_for_status().json()
    return list(_operations(document))


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, reported in methods.items():
            content = reported.get("requestBody", {}).get("content", {})
            media_type = next(iter(content), None)
            fields = _fields(document, content[media_type]["schema"]) if media_type else ()
            yield Operation(method.upper(), path, tuple(reported.get("parameters", ())), media_type, fields)


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> tuple[str, ...]:
    name = schema.get("$ref", "").rpartition("/")[2]
    described = document["components"]["schemas"][name] if name else schema
    return tuple(described.get("properties", ()))
