"""What the edge may do for one user, as an inline policy for `AssumeRole`: the narrowest of three limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from momento_chassis.aws.partitions import through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_chassis.aws.tenant_credentials import SessionPolicy

_FOLDERS: Final = ("photos", "videos", "previews", "records")


def session_policy(bucket: str, *, partition: str = "aws") -> SessionPolicy:
    """From a user's id to leave to write in that user's folders of `bucket`, and to have S3 encrypt it.

    What is stored has no tag, and no tag can be put on it: so nothing can be marked for removal.
    """

    def policy(user_id: str) -> dict[str, Any]:
        home = f"arn:{partition}:s3:::{bucket}/user-{user_id}"
        folders = [f"{home}/{folder}/*" for folder in _FOLDERS]
        statements = [
            _allow(["s3:PutObject"], folders, {"Null": {"s3:RequestObjectTagKeys": "true"}}),
            _allow(["s3:AbortMultipartUpload"], [f"{home}/*"]),
            # Which key encrypts the bucket, the role says; without one it allows none.
            _allow(
                ["kms:GenerateDataKey", "kms:Decrypt"],
                "*",
                {"StringLike": {"kms:ViaService": through(("s3",), partition)}},
            ),
        ]
        return {"Version": "2012-10-17", "Statement": statements}

    return policy


def _allow(actions: list[str], resources: Sequence[str], condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement
