"""An upload, what inspection found in it, and what is reported of it."""

from __future__ import annotations

from momento_ingest.application.ports.inspector import Acceptance
from momento_ingest.domain.identifiers import UserId
from momento_ingest.domain.library.media_facts import ScanReport
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.upload import Upload
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport

from tests.contract.ingest.catalog.items import FOUND, ID, UPLOADED

UPLOAD = Upload(
    upload_id=ID,
    user_id=UserId("01arz3ndektsv4rrffq69g5fad"),
    file_name=FileName("Été.jpg"),
    size_bytes=5,
    tags=("lake", "boat"),
    grant="grant",
    created_at=UPLOADED,
    expires_at=UPLOADED,
    sha256="ab" * 32,
    received_at=UPLOADED,
)
REPORT = UploadReport(
    UPLOAD.user_id,
    ID,
    UploadEnd.REJECTED,
    UPLOADED,
    sha256="ab" * 32,
    reason="MALWARE_FOUND",
    signature="Eicar",
    signature_version="27000",
)
ACCEPTED = Acceptance(FOUND, ScanReport("ClamAV 1.4.3", "27000", UPLOADED), ())
