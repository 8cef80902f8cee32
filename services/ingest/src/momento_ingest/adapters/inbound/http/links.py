"""`/api/v1/links`: the bytes behind a link that the edge serves itself."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.params import FromPath, HeaderParameter
from litestar.response import Stream

from momento_ingest.adapters.inbound.http.dependencies import TheEdge
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.domain.errors import NotFound

_Range = Annotated[str | None, HeaderParameter(name="Range", max_length=100)]
_HEADERS: Final = {
    # Content of users must never run in our origin, whatever it turns out to be.
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; sandbox",
    "Cache-Control": "private, max-age=300",
}


_ANSWERS: Final = {
    200: answer(bytes, "The object", "*/*"),
    206: answer(bytes, "A range of the object", "*/*"),
    **problems(403, 416),
}


@get("/links/{sealed:str}", summary="Follow a link", tags=["media"], responses=_ANSWERS)
async def follow_link(sealed: FromPath[str], edge: TheEdge, byte_range: _Range = None) -> Stream:
    """The object that the link leads to, or a range of it; the link is all the permission that it takes."""
    if edge.linked_objects is None:
        raise NotFound("LINK_UNKNOWN", "Links do not lead through this address here.")
    found = await edge.linked_objects.open(sealed, byte_range)
    media_type = found.headers.get("content-type", "application/octet-stream")
    headers = {name: value for name, value in found.headers.items() if name != "content-type"} | _HEADERS
    return Stream(found.chunks, status_code=found.status, media_type=media_type, headers=headers)
