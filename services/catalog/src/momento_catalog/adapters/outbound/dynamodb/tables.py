"""The four tables and the names of their attributes; CloudFormation creates them with the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

USER_ID: Final = "userId"
UPLOAD_ID: Final = "uploadId"
FACET_KEY: Final = "facetKey"
SORT_KEY: Final = "sortKey"
FACET_VALUE: Final = "facetValue"
EVENT_ID: Final = "eventId"
REVISION: Final = "revision"
INDEXED: Final = "indexed"
REMOVED: Final = "removed"
MEDIA_COUNT: Final = "mediaCount"
MOVES: Final = "moves"
"""How often a count was written: who wants to set it right can tell whether it moved since they looked."""
SIZE_BYTES: Final = "sizeBytes"
ARCHIVED_AT: Final = "archivedAt"
PURGED_AT: Final = "purgedAt"
TRASHED: Final = "trashed"
EXPIRES_AT: Final = "expiresAt"
"""Seconds since 1970: DynamoDB forgets such an item by itself (TimeToLiveSpecification)."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Names of tables.

    Attributes:
        media: userId (partition), uploadId (sort): the records.
        facets: facetKey (partition), sortKey (sort): the index.
        counts: userId (partition), facetValue (sort): how many entries each facet has, and the user's usage.
        activity: userId (partition), eventId (sort): what happened.
    """

    media: str
    facets: str
    counts: str
    activity: str


Item = dict[str, "AttributeValueTypeDef"]
