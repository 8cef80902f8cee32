"""What the edge may do for one user, as an inline policy for `AssumeRole`: the narrowest of three walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from momento_chassis.aws.tenant_credentials import SessionPolicy

_ACTIONS: Final = ("s3:PutObject", "s3:AbortMultipartUpload")
_FOLDERS: Final = ("photos", "videos", "previews", "records")


def session_policy(bucket: str) -> SessionPolicy:
    """From a user's id to leave to write in that user's folders of `bucket`, and nothing else."""

    def policy(user_id: str) -> dict[str, Any]:
        resources = [f"arn:aws:s3:::{bucket}/user-{user_id}/{folder}/*" for folder in _FOLDERS]
        statement = {"Effect": "Allow", "Action": list(_ACTIONS), "Resource": resources}
        return {"Version": "2012-10-17", "Statement": [statement]}

    return policy
