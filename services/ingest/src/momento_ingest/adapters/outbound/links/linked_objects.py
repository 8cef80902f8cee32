"""The bytes behind sealed links, streamed from S3 with the right that the link itself carries."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Forbidden, NotFound, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from momento_ingest.adapters.outbound.links.sealed_links import LinkTarget, SealedLinks
    from momento_ingest.application.accounts.revoked_sessions import EndedSessions
    from momento_ingest.application.ports.links import LinkedObject, PresignedObjects, Wanted


class SealedLinkedObjects:
    """Opens sealed links, as long as the session on whose word they were made stands."""

    def __init__(self, links: SealedLinks, objects: PresignedObjects, ended: EndedSessions) -> None:
        self._links = links
        self._objects = objects
        self._ended = ended

    async def open(self, sealed: str, wanted: Wanted) -> LinkedObject:
        """See the port."""
        target = self._links.unseal(sealed)
        if target is None:
            raise NotFound("LINK_UNKNOWN", "This link was altered or is not one of ours; ask for a new one.")
        if await self._ended.includes(target.session_id):
            raise _ended()
        opened = await self._objects.open(target.url, wanted)
        chunks = self._while_it_stands(target, opened.chunks)
        # Begun now: only what has begun gives its place back when nobody goes on with it (PEP 525).
        await anext(chunks)
        return replace(opened, chunks=chunks)

    async def _while_it_stands(
        self, target: LinkTarget, chunks: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        """Nothing first, then the bytes, until the session has ended."""
        async with aclosing(chunks):
            yield b""
            async for chunk in chunks:
                await self._check_still(target)
                yield chunk

    async def _check_still(self, target: LinkTarget) -> None:
        """Ends a download whose session has ended; while auth does not answer, what has begun goes on."""
        try:
            ended = await self._ended.includes(target.session_id)
        except Unavailable:
            return
        if ended:
            raise _ended()


def _ended() -> Forbidden:
    return Forbidden("LINK_EXPIRED", "This link has ended with the session that it was made for; ask for a new one.")
