"""One embedded AWS for this folder's tests, provisioned from deploy/aws."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from momento_local.embedded_aws.endpoint import Credentials
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUCKET = "momento-uploads"
ALICE = "01jaaaaaaaaaaaaaaaaaaaaaaa"
BOB = "01jbbbbbbbbbbbbbbbbbbbbbbb"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("aws"), Ports.free()), only=("aws",)) as running:
        yield running


@pytest.fixture
def tenant(stack: Stack) -> Callable[[str, str], Callable[[str], Any]]:
    """From a service and a user to clients with that service's tenant role narrowed to that user."""

    def clients(service: str, user: str) -> Callable[[str], Any]:
        runtime = getattr(stack.provisioned, service)
        granted = stack.aws.endpoint.client("sts", runtime).assume_role(
            RoleArn=stack.provisioned.access[f"{service.capitalize()}TenantRoleArn"],
            RoleSessionName=f"user-{user}",
            Policy=json.dumps(_session_policy(user)),
            Tags=[{"Key": "userId", "Value": user}],
        )["Credentials"]
        keys = Credentials(granted["AccessKeyId"], granted["SecretAccessKey"], granted["SessionToken"])
        return lambda name: stack.aws.endpoint.client(name, keys)

    return clients


def _session_policy(user: str) -> dict[str, Any]:
    """As wide as a session policy for one user could be by mistake: the role has to hold against it."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/user-{user}/*"},
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
        ],
    }
