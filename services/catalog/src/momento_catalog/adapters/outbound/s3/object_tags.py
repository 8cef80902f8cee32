"""The tag that the catalog gives to objects; `deploy/aws` knows it by the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import TagTypeDef

PURGE: Final[TagTypeDef] = {"Key": "momento:purge", "Value": "true"}
"""For S3 to remove, by the rule `purge-tagged-objects` of `deploy/aws/storage.yaml`."""
