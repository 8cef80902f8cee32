"""From an operation of the OpenAPI document to requests that name somebody else's things."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.security.belongings import Belongings
    from tests.security.openapi import Operation

PREFIX = "/api/v1"


class UnknownName(Exception):
    """The API lets something be named that the table of belongings does not know: enter it there."""


@dataclass(frozen=True)
class ForeignRequest:
    """A request, and whether its path names a thing of somebody else."""

    method: str
    path: str
    arguments: dict[str, Any] = field(default_factory=dict)
    names_a_thing: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def foreign_requests(operation: Operation, things: Belongings) -> Iterator[ForeignRequest]:
    """One request for each thing that the operation's path can name, or one where it names none.

    Raises:
        UnknownName: there is no value for a part of the path, or for anything that the operation demands.
    """
    headers = _known(operation, "header", things.headers)
    arguments = {"params": _known(operation, "query", things.query), **_body(operation, things)}
    arguments["headers"] = {**headers, **arguments.get("headers", {})}
    for path in _paths(operation.path, things):
        yield ForeignRequest(operation.method, path.removeprefix(PREFIX), arguments, path != operation.path)


def _paths(path: str, things: Belongings) -> list[str]:
    names = re.findall(r"{(\w+)}", path)
    if not names:
        return [path]
    if len(names) > 1:
        raise UnknownName(f"{path} names more than one thing")
    resource = path.removeprefix(f"{PREFIX}/").partition("/")[0]
    try:
        values = things.path[resource, names[0]]
    except KeyError as error:
        raise UnknownName(f"{names[0]} in {path}") from error
    return [path.replace(f"{{{names[0]}}}", value) for value in values]


def _known(operation: Operation, place: str, values: dict[str, str]) -> dict[str, str]:
    parameters = [parameter for parameter in operation.parameters if parameter["in"] == place]
    missing = [
        parameter["name"] for parameter in parameters if parameter["required"] and parameter["name"] not in values
    ]
    if missing:
        raise UnknownName(f"{operation}: {place} {', '.join(missing)}")
    return {parameter["name"]: values[parameter["name"]] for parameter in parameters if parameter["name"] in values}


def _body(operation: Operation, things: Belongings) -> dict[str, Any]:
    match operation.media_type:
        case None:
            return {}
        case "application/json":
            unknown = [name for name in operation.fields if name not in things.body]
            if unknown:
                raise UnknownName(f"{operation}: fields {', '.join(unknown)}")
            return {"json": {name: things.body[name] for name in operation.fields}}
        case "multipart/form-data":
            return {"files": {"file": ("mine.png", png(44))}}
        case "application/offset+octet-stream":
            return {"content": png(42)[70:], "headers": {"Content-Type": "application/offset+octet-stream"}}
        case other:
            raise UnknownName(f"{operation}: a body of {other}")
