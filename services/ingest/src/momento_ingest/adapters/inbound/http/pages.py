"""The web page: the built files, read once, and `index.html` for every address that the page itself understands."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from momento_ingest.adapters.inbound.http.authentication import AnyRequest

if TYPE_CHECKING:
    from pathlib import Path

    from litestar.handlers import HTTPRouteHandler

_INDEX: Final = "index.html"
_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_ASSETS: Final = "assets/"
"""Vite puts a hash of the content into every name below this folder."""


@dataclass(frozen=True, slots=True)
class _Page:
    content: bytes
    compressed: bytes
    media_type: str
    etag: str
    cache_control: str


def page_routes(folder: Path) -> list[HTTPRouteHandler]:
    """Routes for the built page in `folder`; without it there is none."""
    pages = _read(folder)
    if _INDEX not in pages:
        return []

    @get(["/", "/{path:path}"], include_in_schema=False, sync_to_thread=False)
    def page(request: AnyRequest) -> Response[Any]:
        name = request.path_params.get("path", "").strip("/")
        if name.startswith(("api/", _ASSETS)) and name not in pages:
            raise NotFoundException("There is nothing at this address")
        return _response(request, pages.get(name, pages[_INDEX]))

    return [page]


def _read(folder: Path) -> dict[str, _Page]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _page(folder, path) for path in files}


def _page(folder: Path, path: Path) -> _Page:
    content = path.read_bytes()
    return _Page(
        content=content,
        compressed=gzip.compress(content, 9, mtime=0),
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        cache_control=_IMMUTABLE if path.relative_to(folder).as_posix().startswith(_ASSETS) else _ASK_AGAIN,
    )


def _response(request: AnyRequest, page: _Page) -> Response[Any]:
    headers = {"ETag": page.etag, "Cache-Control": page.cache_control, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == page.etag:
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(page.compressed, media_type=page.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(page.content, media_type=page.media_type, headers=headers)
