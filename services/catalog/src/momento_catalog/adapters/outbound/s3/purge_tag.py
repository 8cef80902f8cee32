"""The tag of objects that S3 is to remove, by the rule `purge-tagged-objects` of `deploy/aws/storage.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import TagTypeDef

PURGE: Final[TagTypeDef] = {"Key": "momento:purge", "Value": "true"}
