"""What the edge may do for one user, as an inline policy for `AssumeRole`: the narrowest of three walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from momento_chassis.aws.tenant_credentials import SessionPolicy

_ACTIONS: Final = ("s3:PutObject", "s3:AbortMultipartUpload", "s3:PutObjectTagging")
_FOLDERS: Final = ("photos", "videos", "previews", "records")
_THROUGH_S3: Final = {
    "Effect": "Allow",
    "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
    "Resource": "*",
    "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
}
"""For a bucket with a customer managed key. Which key that is, the role says; without one it allows none."""


def session_policy(bucket: str) -> SessionPolicy:
    """From a user's id to leave to write in that user's folders of `bucket`, and to have S3 encrypt it."""

    def policy(user_id: str) -> dict[str, Any]:
        resources = [f"arn:aws:s3:::{bucket}/user-{user_id}/{folder}/*" for folder in _FOLDERS]
        objects = {"Effect": "Allow", "Action": list(_ACTIONS), "Resource": resources}
        return {"Version": "2012-10-17", "Statement": [objects, _THROUGH_S3]}

    return policy
