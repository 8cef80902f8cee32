"""What somebody could do who took over a pod: with its own credentials, by hand, over the real wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage

DENIED = {"AccessDenied", "AccessDeniedException", "403"}


def pod_client(stack: Stack, service: str, pod: str) -> Any:
    """A client with the credentials that lie in the pod's environment."""
    return stack.aws.endpoint.client(service, getattr(stack.provisioned, pod))


def denied(call: Callable[..., Any], **arguments: Any) -> bool:
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"] in DENIED


@pytest.mark.parametrize("pod", ["ingest", "catalog"])
def test_a_pods_own_credentials_reach_no_object_and_no_record(
    stack: Stack, storage: Storage, member: Member, pod: str
) -> None:
    upload = member.keep("mine.png", png())["uploadId"]
    where = {"Bucket": storage.names["BucketName"], "Key": f"user-{member.user_id}/photos/{upload}.png"}
    s3, dynamodb = pod_client(stack, "s3", pod), pod_client(stack, "dynamodb", pod)
    key = {"userId": {"S": member.user_id}, "uploadId": {"S": upload}}
    table = {"TableName": storage.names["MediaTableName"]}
    assert denied(s3.get_object, **where)
    assert denied(s3.delete_object, **where)
    assert denied(s3.put_object, **where, Body=b"")
    assert denied(s3.put_object, Bucket=where["Bucket"], Key="user-somebody/photos/x.jpg", Body=b"")
    assert denied(s3.list_objects_v2, Bucket=where["Bucket"])
    assert denied(dynamodb.get_item, **table, Key=key)
    assert denied(dynamodb.delete_item, **table, Key=key)
    assert denied(dynamodb.scan, **table)


@pytest.mark.parametrize("service", ["auth", "scanner"])
def test_auth_and_scanner_hold_no_aws_credentials(stack: Stack, service: str) -> None:
    launched = stack[service].part.launch().environment
    assert [name for name in launched if name.startswith("AWS_")] == []
