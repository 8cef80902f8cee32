"""A report as JSON: in the outbox, and in the journal entry of an upload whose end is not published yet."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.uploads.upload_event import UploadEnd, UploadReport


def encoded_report(report: UploadReport) -> dict[str, Any]:
    """The fields of a report, ready for JSON."""
    fields = dataclasses.asdict(report)
    fields.update(user_id=report.user_id.value, upload_id=report.upload_id.value, at=report.at.isoformat())
    return fields


def decoded_report(fields: dict[str, Any]) -> UploadReport:
    """The report of such fields; what is wrong with them raises as `reading` expects."""
    known = dict(fields)
    user_id, upload_id = UserId(known.pop("user_id")), UploadId(known.pop("upload_id"))
    end, at = UploadEnd(known.pop("end")), datetime.fromisoformat(known.pop("at"))
    return UploadReport(user_id, upload_id, end, at, **known)
