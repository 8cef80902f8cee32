"""Use case: show a preview of one of the user's items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from momento_ingest.application.library.locate_previews import LocatePreviews
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.links import LinkedObject, PresignedObjects, Wanted
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.library.preview_size import PreviewSize


@dataclass(frozen=True, slots=True)
class ShowPreview:
    """Asks the catalog each time whose the item is and whether it is there, and reads what lies in the store."""

    locate: LocatePreviews
    objects: PresignedObjects

    async def check(self, caller: Caller, upload_id: UploadId, size: PreviewSize) -> None:
        """Checks that the caller may see a preview that they have already; raises as `LocatePreviews` does."""
        await self.locate(caller.token, upload_id, size)

    async def __call__(self, caller: Caller, upload_id: UploadId, size: PreviewSize, wanted: Wanted) -> LinkedObject:
        """The preview, or a range of it.

        Raises:
            NotFound: the caller has no such item, or it has lost the preview.
            RangeNotSatisfiable: the preview has no such range.
            Unavailable: the catalog or the store does not answer.
        """
        address = await self.locate(caller.token, upload_id, size)
        try:
            return await self.objects.open(address, wanted)
        except (Forbidden, NotFound) as error:
            # S3 answers 403 also for what is marked as purged, and for what is not there to who may not list.
            raise NotFound("PREVIEW_MISSING", "The preview is not in the storage.") from error
