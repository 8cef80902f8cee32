"""An upload as JSON, with its grant sealed."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from momento_ingest.adapters.outbound.filesystem.report_fields import decoded_report, encoded_report
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.file_name import FileName
from momento_ingest.domain.uploads.rejection import Refusal
from momento_ingest.domain.uploads.upload import Upload, UploadState

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def encoded(upload: Upload, seal: MultiFernet) -> bytes:
    """The entry of an upload."""
    fields = {field.name: getattr(upload, field.name) for field in dataclasses.fields(upload)}
    fields["grant"] = seal.encrypt(upload.grant.encode()).decode() if upload.grant else ""
    if upload.refusal is not None:
        fields["refusal"] = dataclasses.asdict(upload.refusal)
    fields["events"] = [encoded_report(event) for event in upload.events]
    return json.dumps(fields, default=_text).encode()


def decoded(content: bytes, seal: MultiFernet) -> Upload:
    """The upload of an entry; what is wrong with it raises as `reading` expects."""
    fields: dict[str, Any] = json.loads(content)
    return Upload(
        upload_id=UploadId(fields["upload_id"]),
        user_id=UserId(fields["user_id"]),
        file_name=FileName(fields["file_name"]),
        size_bytes=fields["size_bytes"],
        tags=tuple(fields["tags"]),
        grant=seal.decrypt(fields["grant"]).decode() if fields["grant"] else "",
        created_at=datetime.fromisoformat(fields["created_at"]),
        expires_at=datetime.fromisoformat(fields["expires_at"]),
        resumable=fields["resumable"],
        state=UploadState(fields["state"]),
        declared_sha256=fields["declared_sha256"],
        sha256=fields["sha256"],
        received_at=datetime.fromisoformat(fields["received_at"]) if fields["received_at"] else None,
        fingerprint=fields["fingerprint"],
        refusal=Refusal(**fields["refusal"]) if fields["refusal"] else None,
        outcome=UploadId(fields["outcome"]) if fields["outcome"] else None,
        objects=tuple(fields.get("objects", ())),
        record=fields.get("record", ""),
        inspections=fields.get("inspections", 0),
        events=tuple(decoded_report(event) for event in fields.get("events", ())),
    )


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
