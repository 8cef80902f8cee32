"""What stands in the place of an upload that was refused after it had been stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.domain.records.checksum import Sha256
from momento_catalog.domain.records.facts import MediaFacts, MediaKind, ScanReport
from momento_catalog.domain.records.media import Media

if TYPE_CHECKING:
    from datetime import datetime

    from momento_catalog.domain.identifiers import UploadId, UserId

_NAME: Final = "discarded"
_NOTHING: Final = Sha256("0" * 64)
_FACTS: Final = MediaFacts(MediaKind.PHOTO, "image/jpeg", "jpg", 1, 1)


def discarded(user_id: UserId, upload_id: UploadId, moment: datetime) -> Media:
    """An item that was never anything but purged: it takes the place at which the upload would have been recorded.

    It says nothing of the file, so that also one can be discarded that could not have been recorded.
    """
    scan = ScanReport(_NAME, _NAME, moment)
    return Media(
        user_id,
        upload_id,
        file_name=_NAME,
        size_bytes=1,
        sha256=_NOTHING,
        facts=_FACTS,
        scan=scan,
        uploaded_at=moment,
        trashed_at=moment,
        purged_at=moment,
        released=True,
    )
