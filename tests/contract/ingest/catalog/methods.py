"""What the edge asks of the catalog."""

from __future__ import annotations

METHODS = [
    "FindMediaByChecksum",
    "GetUsage",
    "RecordMedia",
    "DiscardUpload",
    "GetMedia",
    "ListMedia",
    "ListLibrary",
    "UpdateMedia",
    "CreateMediaLink",
    "LocatePreviews",
    "ListMonths",
    "ListFacetValues",
    "PurgeMedia",
    "PurgeLibrary",
    "ReportUpload",
    "ListActivity",
]
