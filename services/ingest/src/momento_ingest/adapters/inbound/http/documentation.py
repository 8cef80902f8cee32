"""What the OpenAPI document says of answers and bodies that the framework cannot find out by itself."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from momento_ingest.adapters.inbound.http.problems import CONTENT_TYPE, title
from momento_ingest.adapters.inbound.http.schemas import ProblemReply

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

Answers = dict[int, ResponseSpec]

_EVERYWHERE: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_WITH_A_BODY: Final = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
_BINARY: Final = Schema(type=OpenAPIType.STRING, content_media_type="application/octet-stream")
_TEXT: Final = Schema(type=OpenAPIType.STRING)


def documented(handler: HTTPRouteHandler) -> HTTPRouteHandler:
    """The same handler, with the problems that follow from what it is: nobody has to think of them for a new route."""
    reported = copy(handler)
    reported.responses = {**problems(*_usual(handler)), **(handler.responses or {})}
    return reported


def problems(*statuses: int) -> Answers:
    """Refusals, each a problem document (RFC 9457)."""
    return {status: answer(ProblemReply, title(status), CONTENT_TYPE) for status in statuses}


def answer(content: type[Any] | None, description: str, media_type: str = "application/json") -> ResponseSpec:
    """An answer whose body is as `content`; None for no body."""
    return ResponseSpec(content, generate_examples=False, description=description, media_type=media_type)


@dataclass
class FormOperation(Operation):
    """Takes a form with a file; its body is read as it arrives, so the framework never sees a parameter for it."""

    def __post_init__(self) -> None:
        """Describes the form."""
        form = Schema(type=OpenAPIType.OBJECT, properties={"tags": _TEXT, "file": _BINARY}, required=["file"])
        self.request_body = RequestBody({"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True)


@dataclass
class PieceOperation(Operation):
    """Takes a piece of a file as it is (tus 1.0.0); without a body it is an empty piece."""

    def __post_init__(self) -> None:
        """Describes the piece."""
        self.request_body = RequestBody({"application/offset+octet-stream": OpenAPIMediaType(schema=_BINARY)})


def _usual(handler: HTTPRouteHandler) -> list[int]:
    found: list[int] = [*_EVERYWHERE]
    if handler.security:
        found.extend((HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN))
    if any("{" in path for path in handler.paths):
        found.append(HTTPStatus.NOT_FOUND)
    if "data" in handler.fn.__annotations__:
        found.extend(_WITH_A_BODY)
    return found
