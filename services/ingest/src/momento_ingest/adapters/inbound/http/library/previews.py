"""`/api/v1/media/{uploadId}/previews/…`: previews at addresses that stay the same and hold no secret."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from momento_chassis.identity import MEDIA_READ

from momento_ingest.adapters.inbound.http.authentication import AnyRequest
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, needs_for_previews
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.adapters.inbound.http.library.links import USER_CONTENT_POLICY, IfNoneMatch, IfRange, Range
from momento_ingest.application.ports.links import Wanted
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.library.preview_size import PreviewSize

KEPT_SECONDS: Final = 24 * 3600
"""How long a browser shows a preview without asking; then it asks whether it may, and gets no bytes again."""
REQUEST_COST: Final = 0.125
"""What a preview counts for in the limit of requests: a page shows a hundred at once."""
_OF_THE_OBJECT: Final = frozenset({"accept-ranges", "content-disposition", "content-length", "content-range"})
_ANSWERS: Final = {
    200: answer(bytes, "The preview: WebP of 256 pixels, JPEG of 1440", "image/*"),
    206: answer(bytes, "A range of the preview", "image/*"),
    304: answer(None, "The preview is the one that is known"),
    **problems(416),
}


@get(
    [f"/media/{{upload_id:str}}/previews/{size.value}" for size in PreviewSize],
    security=needs_for_previews(MEDIA_READ),
    summary="Show a preview",
    tags=["media"],
    responses=_ANSWERS,
    request_cost=REQUEST_COST,
)
async def show_preview(
    request: AnyRequest,
    upload_id: FromPath[str],
    edge: InjectedContext,
    caller: TheCaller,
    byte_range: Range = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response[None] | Stream:
    """The preview whose longest side has so many pixels.

    Takes a bearer token, or in a browser the cookie that every session has for it. Within five seconds an item that is
    purged, and a session that has ended, show no preview; a browser that signs out forgets the ones that it has.
    """
    wanted, size = UploadId.requested(upload_id), PreviewSize(request.url.path.rpartition("/")[2])
    # An object is never overwritten, so what stands at an address stays the same.
    etag = f'"{wanted}-{size.value}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"private, max-age={KEPT_SECONDS}, immutable",
        "Content-Security-Policy": USER_CONTENT_POLICY,
    }
    if Wanted(if_none_match=if_none_match).knows(etag):
        await edge.show_preview.check(caller, wanted, size)
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    part = byte_range if if_range in {None, etag} else None
    found = await edge.show_preview(caller, wanted, size, Wanted(part))
    headers |= {name: value for name, value in found.headers.items() if name in _OF_THE_OBJECT}
    return Stream(found.chunks, status_code=found.status, media_type=found.headers["content-type"], headers=headers)
