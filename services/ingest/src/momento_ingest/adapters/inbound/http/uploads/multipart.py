"""A file in a `multipart/form-data` body, read as it arrives: memory stays flat whatever the file's length."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any, Final

from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from momento_ingest.application.uploads.admit import Declared
from momento_ingest.application.uploads.receive import Incoming
from momento_ingest.domain.errors import IngestError, InvalidInput
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.object_tags import user_tags

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    Event = MultipartSegment | bytes | bytearray | None

_logger = logging.getLogger(__name__)
_FILE_FIELD: Final = "file"
_TAGS_FIELD: Final = "tags"
_MAXIMUM_FIELD_BYTES: Final = 8 * 1024
_MAXIMUM_HEADER_BYTES: Final = 16 * 1024
_MAXIMUM_PARTS: Final = 8
_FINAL_BYTES: Final = 16
"""More than the line breaks and dashes around the closing boundary."""


class MultipartUpload:
    """One request's body."""

    def __init__(self, content_type: str, content_length: int | None, stream: AsyncIterator[bytes]) -> None:
        """Prepares to read.

        Raises:
            InvalidInput: the body is not `multipart/form-data`.
        """
        kind, options = parse_options_header(content_type)
        if kind != "multipart/form-data" or not options.get("boundary"):
            raise InvalidInput("FORM_EXPECTED", "Send the file as multipart/form-data, in the field `file`.")
        self._boundary: str = options["boundary"]
        self._content_length = content_length
        self._read = 0
        self._parts = 0
        self._events = self._parsed(stream)

    async def incoming(self) -> Incoming:
        """The file, as soon as its name is known; other fields must come before it.

        Raises:
            InvalidInput: there is no file, or the form is malformed.
        """
        tags = ""
        async for event in self._events:
            if not isinstance(event, MultipartSegment):
                continue
            if event.name == _FILE_FIELD and event.filename is not None:
                name = FileName.given(event.filename)
                declared = Declared(name, self._at_least(), user_tags(tags.split(",")))
                return Incoming(declared, self._file(), self._fingerprint(declared), self._content_length)
            text = await self._field()
            tags = text if event.name == _TAGS_FIELD else tags
        raise InvalidInput(
            "FILE_MISSING", "The form holds no file; send it in the field `file`, after all other fields."
        )

    async def _field(self) -> str:
        content = bytearray()
        async for event in self._events:
            if event is None:
                break
            content += event
            if len(content) > _MAXIMUM_FIELD_BYTES:
                raise InvalidInput("FIELD_TOO_LONG", f"A field has at most {_MAXIMUM_FIELD_BYTES} bytes.")
        return content.decode("utf-8", errors="replace")

    async def _file(self) -> AsyncIterator[bytes]:
        async for event in self._events:
            if event is None:
                break
            yield bytes(event)
        if await self._goes_on():
            raise InvalidInput("FIELD_MISPLACED", "The file must be the last field of the form, and the only file.")

    async def _goes_on(self) -> bool:
        """Whether another field follows. The file is whole: what is cut off or malformed now takes nothing from it."""
        try:
            async for event in self._events:
                if isinstance(event, MultipartSegment):
                    return True
        except (IngestError, HTTPException):
            _logger.info("a request was cut off behind its file")
        return False

    def _at_least(self) -> int:
        # What is still to come, less the end of the form, belongs to the file.
        if self._content_length is None:
            return 0
        return max(0, self._content_length - self._read - len(self._boundary) - _FINAL_BYTES)

    def _fingerprint(self, declared: Declared) -> str:
        # Each part, and the end, is preceded by the boundary, whose length may differ from try to try.
        form_bytes = (self._content_length or 0) - (self._parts + 1) * len(self._boundary)
        known = "\0".join((declared.file_name.value, *declared.tags, str(form_bytes)))
        return hashlib.sha256(known.encode()).hexdigest()

    async def _parsed(self, stream: AsyncIterator[bytes]) -> AsyncIterator[Any]:
        parser = PushMultipartParser(
            self._boundary, max_header_size=_MAXIMUM_HEADER_BYTES, max_segment_count=_MAXIMUM_PARTS
        )
        try:
            with parser:
                async for chunk in stream:
                    self._read += len(chunk)
                    for event in parser.parse(chunk) if chunk else ():
                        self._parts += isinstance(event, MultipartSegment)
                        yield event
        except MultipartError as error:
            raise InvalidInput("FORM_MALFORMED", "The form is malformed or was cut off; send it again.") from error
