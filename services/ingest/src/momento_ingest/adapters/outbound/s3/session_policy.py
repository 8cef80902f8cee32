"""What the edge may do for one user, as an inline policy for `AssumeRole`: the narrowest of three walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from momento_chassis.aws.partitions import through

from momento_ingest.adapters.outbound.s3.object_tags import PENDING, PURGE, RECORDED, SET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_chassis.aws.tenant_credentials import SessionPolicy

_FOLDERS: Final = ("photos", "videos", "previews", "records")


def session_policy(bucket: str, *, partition: str = "aws") -> SessionPolicy:
    """From a user's id to leave to write in that user's folders of `bucket`, and to have S3 encrypt it.

    New objects are stored as pending, and only what is still pending can be marked for removal. A request that stores
    an object with a tag needs leave for both; `s3:ExistingObjectTag` is then absent (S3 user guide, "Tagging and access
    control policies").
    """

    def policy(user_id: str) -> dict[str, Any]:
        home = f"arn:{partition}:s3:::{bucket}/user-{user_id}"
        folders = [f"{home}/{folder}/*" for folder in _FOLDERS]
        neither = {f"s3:ExistingObjectTag/{tag}": "true" for tag in (RECORDED, PURGE)}
        statements = [
            _allow(["s3:PutObject"], folders, _only(PENDING)),
            # The role names the folders for these three; named here too, they would not fit into what STS takes.
            _allow(["s3:AbortMultipartUpload"], [f"{home}/*"]),
            _allow(["s3:PutObjectTagging"], [f"{home}/*"], {**_only(PENDING), "Null": neither}),
            _allow(
                ["s3:PutObjectTagging"],
                [f"{home}/*"],
                {**_only(PURGE), "StringEquals": {f"s3:ExistingObjectTag/{PENDING}": SET}},
            ),
            # Which key encrypts the bucket, the role says; without one it allows none.
            _allow(
                ["kms:GenerateDataKey", "kms:Decrypt"],
                "*",
                {"StringLike": {"kms:ViaService": through(("s3",), partition)}},
            ),
        ]
        return {"Version": "2012-10-17", "Statement": statements}

    return policy


def _only(tag: str) -> dict[str, Any]:
    """No tag but this one, or none."""
    return {"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": [tag]}}


def _allow(actions: list[str], resources: Sequence[str], condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement
