"""`/api/v1/links`: the bytes behind a link that the edge serves itself."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.params import FromPath, HeaderParameter
from litestar.response import Stream

from momento_ingest.adapters.inbound.http.dependencies import InjectedContext
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.application.ports.links import Wanted
from momento_ingest.domain.errors import NotFound

Range = Annotated[str | None, HeaderParameter(name="Range", max_length=100)]
IfRange = Annotated[str | None, HeaderParameter(name="If-Range", max_length=200)]
IfNoneMatch = Annotated[str | None, HeaderParameter(name="If-None-Match", max_length=1000)]
# Content of users must never run in our origin, whatever it turns out to be.
USER_CONTENT_POLICY: Final = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"


_ANSWERS: Final = {
    200: answer(bytes, "The object", "*/*"),
    206: answer(bytes, "A range of the object", "*/*"),
    304: answer(None, "The object is the one that is known"),
    **problems(403, 416),
}


@get("/links/{sealed:str}", summary="Follow a link", tags=["media"], responses=_ANSWERS)
async def follow_link(
    sealed: FromPath[str],
    edge: InjectedContext,
    byte_range: Range = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Stream:
    """The object that the link leads to, or a range of it; the link is all the permission that it takes.

    It ends with the session or API key that asked for it.
    """
    if edge.linked_objects is None:
        raise NotFound("LINK_UNKNOWN", "Links do not lead through this address here.")
    found = await edge.linked_objects.open(sealed, Wanted(byte_range, if_range, if_none_match))
    headers = {
        **found.headers,
        "Content-Security-Policy": USER_CONTENT_POLICY,
        # A browser must not keep it for longer than the link would be followed.
        "Cache-Control": f"private, max-age={found.seconds}",
    }
    media_type = headers.pop("content-type", "application/octet-stream")
    return Stream(found.chunks, status_code=found.status, media_type=media_type, headers=headers)
