"""The tags that the catalog gives to objects; `deploy/aws` knows them by the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import TagTypeDef

PURGE: Final[TagTypeDef] = {"Key": "momento:purge", "Value": "true"}
"""For S3 to remove, by the rule `purge-tagged-objects` of `deploy/aws/storage.yaml`."""
RECORDED: Final[TagTypeDef] = {"Key": "momento:recorded", "Value": "true"}
"""In place of ingest's `momento:pending`: from now on, ingest cannot mark it for removal (`deploy/aws/access.yaml`)."""
