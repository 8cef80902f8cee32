"""Errors as RFC 9457 problem details: one table from what went wrong to how it is answered."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import UNSET, UnsetType

from momento_ingest.adapters.inbound.http.preview_cookie import CLEAR_CACHE, preview_cookie
from momento_ingest.adapters.inbound.http.schemas import ProblemReply
from momento_ingest.domain import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.types import ExceptionHandlersMap

CONTENT_TYPE: Final = "application/problem+json"
CHECKSUM_MISMATCH: Final = 460
"""Of tus 1.0.0, not of HTTP."""
_STATUSES: Final[Mapping[type[errors.IngestError], int]] = {
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    errors.Locked: HTTPStatus.LOCKED,
    errors.TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    errors.ChecksumMismatch: CHECKSUM_MISMATCH,
    errors.RangeNotSatisfiable: HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.Rejected: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.InsufficientStorage: HTTPStatus.INSUFFICIENT_STORAGE,
}
_RETRY_SECONDS: Final = 5
_ITEM_PATH: Final = "/api/v1/media/"
_COME_BACK: Final = frozenset(
    {
        HTTPStatus.LOCKED,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.INSUFFICIENT_STORAGE,
    }
)
_CODES: Final[Mapping[int, str]] = {
    HTTPStatus.NOT_FOUND: "ROUTE_UNKNOWN",
    HTTPStatus.METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "BODY_TOO_LARGE",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "HEADERS_TOO_LARGE",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "CONTENT_TYPE_NOT_ALLOWED",
}
_SENTENCES: Final[Mapping[int, str]] = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than this address takes.",
}
_logger = logging.getLogger(__name__)
_AnyRequest = Request[Any, Any, Any]


def problem(
    status: int,
    code: str,
    detail: str,
    headers: dict[str, str] | None = None,
    *,
    upload_id: str | UnsetType = UNSET,
    position: int | UnsetType = UNSET,
) -> Response[bytes]:
    """A problem as a response."""
    reply = ProblemReply("about:blank", title(status), status, detail, code, upload_id, position)
    return Response(msgspec.json.encode(reply), status_code=status, media_type=CONTENT_TYPE, headers=headers or {})


def title(status: int) -> str:
    """What a status is called (RFC 9457, section 4.2.1: for `about:blank` the phrase of HTTP)."""
    return "Checksum Mismatch" if status == CHECKSUM_MISMATCH else HTTPStatus(status).phrase


def answer_ingest_error(_: _AnyRequest, error: errors.IngestError) -> Response[bytes]:
    """One of the edge's own errors."""
    status = next(_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)
    return problem(status, error.reason, str(error), _headers(status, error))


def answer_invalid_input(_: _AnyRequest, error: errors.InvalidInput) -> Response[bytes]:
    """Something that cannot be understood, and in a search the place where that begins."""
    position = UNSET if error.position is None else error.position
    return problem(HTTPStatus.BAD_REQUEST, error.reason, str(error), position=position)


def answer_session_over(_: _AnyRequest, error: errors.SessionOver) -> Response[bytes]:
    """A session that has ended, with what has the browser forget the previews that it has shown."""
    status = HTTPStatus.UNAUTHORIZED
    reply = problem(status, error.reason, str(error), {**_headers(status, error), **CLEAR_CACHE})
    reply.cookies.append(preview_cookie("", 0))
    return reply


def answer_second_factor(_: _AnyRequest, error: errors.SecondFactorRequired) -> Response[bytes]:
    """A password that is not enough, with the challenge that has to be answered besides."""
    status = HTTPStatus.UNAUTHORIZED
    options = msgspec.json.decode(error.passkey_options) if error.passkey_options else UNSET
    reply = ProblemReply("about:blank", title(status), status, str(error), error.reason)
    reply.challenge, reply.methods, reply.passkey_options = error.challenge, error.methods, options
    return Response(
        msgspec.json.encode(reply), status_code=status, media_type=CONTENT_TYPE, headers=_headers(status, error)
    )


def answer_already_stored(_: _AnyRequest, error: errors.AlreadyStored) -> Response[bytes]:
    """Bytes that need not be sent: the answer leads to the item that holds them."""
    headers = {"Location": f"{_ITEM_PATH}{error.upload_id}"}
    return problem(HTTPStatus.CONFLICT, error.reason, str(error), headers, upload_id=error.upload_id)


def answer_range(_: _AnyRequest, error: errors.RangeNotSatisfiable) -> Response[bytes]:
    """A range that is not there, with what there is."""
    headers = {"Content-Range": error.content_range} if error.content_range else {}
    return problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, error.reason, str(error), headers)


def answer_http_error(_: _AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the framework found wrong with a request."""
    if isinstance(error, ValidationException):
        return problem(error.status_code, "INPUT_INVALID", _validation_detail(error))
    code = _CODES.get(error.status_code, "REQUEST_REFUSED")
    sentence = _SENTENCES.get(error.status_code, f"{error.detail.rstrip('.')}.")
    return problem(error.status_code, code, sentence, _allowed(error.headers or {}))


def answer_nesting(_: _AnyRequest, __: RecursionError) -> Response[bytes]:
    """A JSON body nested so deeply that it cannot be read: nothing else here goes deep."""
    return problem(HTTPStatus.BAD_REQUEST, "INPUT_INVALID", "The JSON is nested too deeply.")


def answer_fault(request: _AnyRequest, error: Exception) -> Response[bytes]:
    """A fault of ours: logged, and answered without any of its inside."""
    _logger.error("request failed", exc_info=error, extra={"http.route": request.url.path})
    detail = "Something went wrong on our side; it has been logged. Try again later."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL", detail)


def _allowed(headers: dict[str, str]) -> dict[str, str]:
    """With 405 the framework says which methods there are (RFC 9110, section 15.5.6), but for HEAD, which it lacks."""
    reported = {name.lower(): value for name, value in headers.items()}
    methods = reported.get("allow", "").split(", ")
    return reported if "GET" not in methods else {**reported, "allow": ", ".join(sorted({*methods, "HEAD"}))}


def _headers(status: int, error: errors.IngestError) -> dict[str, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    if status in _COME_BACK:
        return {"Retry-After": str(error.retry_after_seconds or _RETRY_SECONDS)}
    return {}


def _validation_detail(error: ValidationException) -> str:
    found = error.extra if isinstance(error.extra, list) else []
    named = [_fault(entry) for entry in found if "message" in entry]
    return f"{'; '.join(named) or error.detail.partition(' for path')[0]}."


def _fault(entry: dict[str, Any]) -> str:
    key = entry.get("key", "data")
    if key != "data":
        return f"{key}: {entry['message']}"
    # Litestar calls a missing body by the name of its parameter.
    return "Send a JSON object" if entry["message"] == "'data'" else f"body: {entry['message']}"


EXCEPTION_HANDLERS: Final[ExceptionHandlersMap] = {
    errors.AlreadyStored: answer_already_stored,
    errors.SessionOver: answer_session_over,
    errors.SecondFactorRequired: answer_second_factor,
    errors.RangeNotSatisfiable: answer_range,
    errors.InvalidInput: answer_invalid_input,
    errors.IngestError: answer_ingest_error,
    HTTPException: answer_http_error,
    RecursionError: answer_nesting,
    Exception: answer_fault,
}
