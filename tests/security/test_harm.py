"""What somebody could do who took over a pod: by hand, over the real wire, with every credential found there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from momento_catalog.adapters import session_policy as catalog_policy
from momento_catalog.adapters.outbound.dynamodb.tables import Tables
from momento_ingest.adapters.outbound.s3 import session_policy as ingest_policy
from momento_local.embedded_aws.endpoint import Credentials

from tests.e2e.storage import Storage
from tests.media.images import png
from tests.security.everything import everything
from tests.security.harm import RIGHTFUL, UNDECIDED, Scene, Try, harm

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_local.stack import Stack

    from tests.e2e.member import Member

DENIED = {"AccessDenied", "AccessDeniedException", "403", "UnauthorizedOperation"}
"""As S3, DynamoDB and IAM, a HEAD without a body, and EC2 say it."""
SERVICES = {"ingest": "catalog", "catalog": "ingest"}
"""Each service with AWS credentials, and the other one."""
AT_LEAST = 40


@pytest.fixture(scope="module")
def storage(stack: Stack) -> Storage:
    return Storage(stack)


@pytest.fixture(scope="module")
def user(new_member: Callable[[], Member]) -> Member:
    return new_member()


@pytest.fixture(scope="module")
def victim(new_member: Callable[[], Member]) -> Member:
    return new_member()


@pytest.fixture(scope="module")
def scenes(stack: Stack, storage: Storage, user: Member, victim: Member) -> dict[str, Scene]:
    names, roles = storage.names, stack.provisioned.access
    own = f"user-{user.user_id}/photos/{user.keep('own.png', png())['uploadId']}.png"
    foreign = f"user-{victim.user_id}/photos/{victim.keep('foreign.png', png())['uploadId']}.png"
    version = storage.s3.head_object(Bucket=names["BucketName"], Key=foreign)["VersionId"]
    return {
        service: Scene(
            bucket=names["BucketName"],
            log_bucket=names["AccessLogBucketName"],
            tables=dict(zip(("media", "facets", "counts", "activity"), _tables(stack), strict=True)),
            user=user.user_id,
            victim=victim.user_id,
            own=own,
            foreign=foreign,
            version=version,
            role=roles[f"{service.capitalize()}TenantRoleArn"],
            other_role=roles[f"{other.capitalize()}TenantRoleArn"],
        )
        for service, other in SERVICES.items()
    }


def _tables(stack: Stack) -> tuple[str, str, str, str]:
    names = stack.provisioned.storage
    media, facets, counts = names["MediaTableName"], names["FacetsTableName"], names["FacetCountsTableName"]
    return media, facets, counts, names["ActivityTableName"]


def runtime(stack: Stack, service: str, _: Scene) -> Credentials:
    """What lies in the pod's environment."""
    environment = stack[service].part.launch().environment
    return Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])


def tenant(stack: Stack, service: str, scene: Scene) -> Credentials:
    """What the service makes of it for one user, with its own session policy."""
    policies = {
        "ingest": ingest_policy.session_policy(scene.bucket),
        "catalog": catalog_policy.session_policy(scene.bucket, Tables(*_tables(stack)), demand_leading_keys=False),
    }
    granted = stack.aws.endpoint.client("sts", runtime(stack, service, scene)).assume_role(
        RoleArn=scene.role,
        RoleSessionName=f"user-{scene.user}",
        Policy=json.dumps(policies[service](scene.user)),
        Tags=[{"Key": "userId", "Value": scene.user}],
    )["Credentials"]
    return Credentials(granted["AccessKeyId"], granted["SecretAccessKey"], granted["SessionToken"])


def outcome(client: Any, tried: Try) -> str:
    try:
        getattr(client, tried.operation)(**tried.arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "done"


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("credentials", [runtime, tenant])
def test_every_try_to_do_harm_is_denied(
    stack: Stack,
    storage: Storage,
    victim: Member,
    scenes: dict[str, Scene],
    service: str,
    credentials: Callable[[Stack, str, Scene], Credentials],
) -> None:
    held, kind = credentials(stack, service, scenes[service]), (service, credentials.__name__)
    left_out = RIGHTFUL.get(kind, frozenset()) | UNDECIDED.get(kind, frozenset())
    tries = [tried for tried in harm(scenes[service]) if str(tried) not in left_out]
    clients = {name: stack.aws.endpoint.client(name, held) for name in {tried.service for tried in tries}}
    before = everything(stack, storage, victim.user_id)
    outcomes = {str(tried): outcome(clients[tried.service], tried) for tried in tries}
    assert {tried: code for tried, code in outcomes.items() if code not in DENIED} == {}
    assert len(outcomes) == len(tries) >= AT_LEAST
    assert everything(stack, storage, victim.user_id) == before


def test_nothing_is_left_out_that_is_not_tried_elsewhere(scenes: dict[str, Scene]) -> None:
    known = {str(tried) for tried in harm(scenes["catalog"])}
    assert all(names <= known for names in (*RIGHTFUL.values(), *UNDECIDED.values()))


@pytest.mark.parametrize("tried", ["s3 get_object own", "dynamodb query own"])
def test_the_same_calls_succeed_where_they_are_rightful(stack: Stack, scenes: dict[str, Scene], tried: str) -> None:
    scene = scenes["catalog"]
    rightful = next(each for each in harm(scene) if str(each) == tried)
    assert outcome(stack.aws.endpoint.client(rightful.service, tenant(stack, "catalog", scene)), rightful) == "done"
