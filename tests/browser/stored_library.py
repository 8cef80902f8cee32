"""Libraries that are put straight into the embedded AWS, because uploading thousands of pictures takes hours.

Records, entries and counts are those that the catalog itself would write, made by its own modules; only the way in is
another one, BatchWriteItem in place of a transaction for each item. Pictures are a few dozen, repeated.
"""

from __future__ import annotations

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import thumbhash
from momento_catalog.adapters.outbound.dynamodb.keys import entry_place, facet_key, facet_value
from momento_catalog.adapters.outbound.dynamodb.records.record_item import write_record
from momento_catalog.domain.index.facets import facets_of
from momento_catalog.domain.index.media_record import MediaRecord
from momento_catalog.domain.records.object_key import Rendition, stored_object
from PIL import Image

from tests.e2e.storage import Storage
from tests.fakes.catalog.samples import PHOTO, media
from tests.media.images import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.records.media import Media
    from momento_local.stack import Stack
    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

SHAPES: Final = ((256, 171), (171, 256), (256, 192), (256, 144), (192, 256), (256, 256))
COLOURS: Final = 8
_BATCH: Final = 25
_AT_ONCE: Final = 4
_T = TypeVar("_T")


@dataclass(frozen=True)
class Sample:
    """A picture as the scanner would describe it."""

    width: int
    height: int
    preview: bytes
    thumbhash: bytes


@cache
def sample(number: int) -> Sample:
    """The picture that item `number` shows."""
    width, height = SHAPES[number % len(SHAPES)]
    image = picture(width, height, shift=number * 29 % 256)
    content = io.BytesIO()
    image.save(content, "WEBP", quality=60)
    small = image.resize((width // 4, height // 4), Image.Resampling.BOX).convert("RGBA")
    hashed = bytes(thumbhash.rgba_to_thumb_hash(small.width, small.height, list(small.tobytes())))
    return Sample(width * 16, height * 16, content.getvalue(), hashed)


def photo(user_id: UserId, number: int, taken_at: datetime, **changes: Any) -> Media:
    """Item `number` of a library: a photo like no other record, though its picture is shared."""
    shown = sample(number % (len(SHAPES) * COLOURS))
    facts = replace(PHOTO, taken_at=taken_at, width=shown.width, height=shown.height, thumbhash=shown.thumbhash)
    return media(user_id, facts=facts, **{"file_name": f"IMG_{number % 9999:04}.jpg", **changes})


class StoredLibrary:
    """Where libraries are put."""

    def __init__(self, stack: Stack) -> None:
        """Takes a stack that runs."""
        storage = Storage(stack)
        self._dynamodb, self._s3, self._names = storage.dynamodb, storage.s3, storage.names

    def put(self, items: Iterable[Media], wanted: Callable[[Media], frozenset[Facet]] = facets_of) -> None:
        """Records `items` of one user, to be found by the facets `wanted` of each."""
        counts: Counter[tuple[UserId, Facet]] = Counter()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for chunk in _batches(items, 1000):
                records = [MediaRecord(item, 1, _counted(wanted(item))) for item in chunk]
                counts.update((record.media.user_id, facet) for record in records for facet in record.indexed)
                self._write(pool, "MediaTableName", map(write_record, records))
                entries = [(record.media, facet) for record in records for facet in record.indexed]
                self._write(pool, "FacetsTableName", (_entry(item, facet) for item, facet in entries))
            self._write(pool, "FacetCountsTableName", (_count(*key, number) for key, number in counts.items()))

    def put_previews(self, items: Iterable[Media]) -> None:
        """Stores the small previews of `items`, items being numbered by their file names."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._put_preview, items))

    def _put_preview(self, item: Media) -> None:
        number = next(
            number
            for number in range(len(SHAPES) * COLOURS)
            if sample(number).thumbhash == item.facts.thumbhash and sample(number).width == item.facts.width
        )
        stored = stored_object(item, Rendition.PREVIEW_256)
        self._s3.put_object(
            Bucket=self._names["BucketName"],
            Key=stored.key,
            Body=sample(number).preview,
            ContentType=stored.content_type,
            ServerSideEncryption="AES256",
        )

    def _write(self, pool: ThreadPoolExecutor, table: str, items: Iterable[Any]) -> None:
        def put(batch: list[Any]) -> None:
            puts: list[WriteRequestTypeDef] = [{"PutRequest": {"Item": item}} for item in batch]
            left = self._dynamodb.batch_write_item(RequestItems={self._names[table]: puts})["UnprocessedItems"]
            assert not left, "the embedded AWS throttles nobody"

        list(pool.map(put, _batches(items, _BATCH)))


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _counted(facets: frozenset[Facet]) -> frozenset[Facet]:
    """Without the checksum's: these items are no uploads, and nothing looks for their bytes."""
    return frozenset(facet for facet in facets if not facet.exclusive)


def _entry(item: Media, facet: Facet) -> dict[str, Any]:
    return {"facetKey": {"S": facet_key(item.user_id, facet)}, "sortKey": {"S": entry_place(facet, item.moment)}}


def _count(user_id: UserId, facet: Facet, number: int) -> dict[str, Any]:
    amount = {"N": str(number)}
    return {
        "userId": {"S": str(user_id)},
        "facetValue": {"S": facet_value(facet)},
        "mediaCount": amount,
        "moves": amount,
    }
