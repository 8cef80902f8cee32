"""`OPTIONS`: which methods an address takes (RFC 9110, section 9.3.7).

The framework's own answer names only those of the first route that it learned of for an address.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from litestar import Response
from litestar.handlers import route
from litestar.status_codes import HTTP_204_NO_CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from litestar.handlers import HTTPRouteHandler

_OPTIONS: Final = "OPTIONS"


def options_routes(handlers: Iterable[HTTPRouteHandler]) -> list[HTTPRouteHandler]:
    """A route for each address of `handlers`; they have to be registered before those."""
    methods: dict[str, set[str]] = defaultdict(lambda: {_OPTIONS})
    for handler in handlers:
        for path in handler.paths:
            methods[path] |= handler.http_methods
            methods[path] |= {"HEAD"} if "GET" in handler.http_methods else set()
    return [_options_route(path, ", ".join(sorted(known))) for path, known in methods.items()]


def _options_route(path: str, allowed: str) -> HTTPRouteHandler:
    @route(path, http_method=[_OPTIONS], include_in_schema=False, sync_to_thread=False, status_code=HTTP_204_NO_CONTENT)
    def answer_methods() -> Response[None]:
        return Response(None, status_code=HTTP_204_NO_CONTENT, headers={"Allow": allowed})

    return answer_methods
