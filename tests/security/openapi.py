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
    """One method of one path, with what the document says of it."""

    method: str
    path: str
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    secured: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def named(self, place: str) -> list[str]:
        """Names of the parameters in the path, the query or the headers."""
        return [parameter["name"] for parameter in self.parameters if parameter["in"] == place]


def operations(stack: Stack) -> list[Operation]:
    """All of them, in the order of the document."""
    with https_client(stack) as client:
        document = client.get(DOCUMENT).raise_for_status().json()
    return list(_operations(document))


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            parameters = tuple(told.get("parameters", ()))
            yield Operation(method.upper(), path, parameters, told.get("requestBody"), bool(told.get("security")))
