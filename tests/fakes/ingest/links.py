"""Links in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_ingest.application.ports.links import LinkedObject, Wanted
from momento_ingest.domain.errors import NotFound

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PATH = "/api/v1/links/"
LINK_SECONDS = 77


class ReadableLinks:
    """Seals nothing: a test can read where a link leads."""

    def for_session(self, _: str) -> ReadableLinks:
        return self

    def publish(self, url: str) -> str:
        return PATH + url.encode().hex()


@dataclass
class InMemoryLinkedObjects(Fallible):
    """Objects by the address behind a readable link."""

    objects: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    async def open(self, sealed: str, wanted: Wanted) -> LinkedObject:
        self.step("links.open")
        try:
            found = self.objects[bytes.fromhex(sealed).decode()]
        except (ValueError, KeyError):
            raise NotFound("LINK_UNKNOWN", "This link was altered or is not one of ours.") from None
        return _part(*found, wanted.byte_range)


@dataclass
class InMemoryPresignedObjects(Fallible):
    """Objects by address, each with its media type."""

    objects: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    async def open(self, url: str, wanted: Wanted) -> LinkedObject:
        self.step("presigned.open")
        if url not in self.objects:
            raise NotFound("LINK_UNKNOWN", "What this link leads to is not there.")
        return _part(*self.objects[url], wanted.byte_range)


def _part(media_type: str, content: bytes, byte_range: str | None) -> LinkedObject:
    """Understands the ranges that a video player asks for first, `bytes=FROM-TO`."""
    if byte_range is None:
        return _opened(200, media_type, content, {})
    first, last = (int(end) for end in byte_range.removeprefix("bytes=").split("-"))
    part = content[first : last + 1]
    return _opened(206, media_type, part, {"content-range": f"bytes {first}-{last}/{len(content)}"})


def _opened(status: int, media_type: str, content: bytes, more: dict[str, str]) -> LinkedObject:
    headers = {"content-type": media_type, "content-length": str(len(content)), **more}
    return LinkedObject(status, headers, _pieces(content), LINK_SECONDS)


async def _pieces(content: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(content), 4):
        yield content[start : start + 4]
