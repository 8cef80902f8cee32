from __future__ import annotations

import json
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ClientError
from momento_catalog.adapters.session_policy import session_policy as catalog_session_policy
from momento_ingest.adapters.outbound.s3.session_policy import session_policy as ingest_session_policy
from momento_local.embedded_aws.endpoint import Credentials
from momento_local.ports import Ports
from momento_local.provision import EMBEDDED
from momento_local.settings import Settings
from momento_local.stack import Stack

from tests.security.policies.calls import call
from tests.security.policies.logs import ARCHIVE
from tests.security.policies.objects import OTHER_BUCKET
from tests.security.policies.policies import ALICE, BUCKET, TABLES
from tests.security.policies.principals import CATALOG, CATALOG_ITSELF, INGEST, INGEST_ITSELF
from tests.security.policies.row import ALLOWED, DENIED
from tests.security.policies.table import ROWS
from tests.security.policies.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.security.policies.row import Row

DECIDED = [row for row in ROWS if not row.left_to_simulator]
REJECTIONS = {"AccessDenied", "AccessDeniedException", "403"}
SESSION_POLICIES = {
    "ingest": ingest_session_policy(BUCKET),
    "catalog": catalog_session_policy(BUCKET, TABLES, demand_leading_keys=False),
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("aws"), Ports.free()), only=("aws",)) as running:
        owner = running.aws.endpoint.client("s3", running.aws.root)
        for bucket in (OTHER_BUCKET, ARCHIVE):
            owner.create_bucket(Bucket=bucket.removeprefix("arn:aws:s3:::"))
        yield running


@pytest.fixture(scope="module")
def clients(stack: Stack) -> dict[str, Callable[[str], Any]]:
    """For each principal that the embedded AWS has: from the name of an AWS service to a client that acts for it."""
    credentials = {
        INGEST_ITSELF.name: stack.provisioned.ingest,
        CATALOG_ITSELF.name: stack.provisioned.catalog,
        INGEST.name: _for_alice(stack, "ingest"),
        CATALOG.name: _for_alice(stack, "catalog"),
    }
    return {who: cache(partial(_client, stack, keys)) for who, keys in credentials.items()}


def _client(stack: Stack, credentials: Credentials, service: str) -> Any:
    return stack.aws.endpoint.client(service, credentials)


def _for_alice(stack: Stack, service: str) -> Credentials:
    """As the service asks for them, see `momento_chassis.aws.tenant_credentials`."""
    granted = stack.aws.endpoint.client("sts", getattr(stack.provisioned, service)).assume_role(
        RoleArn=stack.provisioned.access[f"{service.capitalize()}TenantRoleArn"],
        RoleSessionName=f"user-{ALICE}",
        Policy=json.dumps(SESSION_POLICIES[service](ALICE)),
        Tags=[{"Key": "userId", "Value": ALICE}],
    )["Credentials"]
    return Credentials(granted["AccessKeyId"], granted["SecretAccessKey"], granted["SessionToken"])


def _prepare(stack: Stack, row: Row) -> None:
    """Removes what the request would make, and makes what it would read or mark, with the tags that the row says."""
    bucket, _, key = row.on.removeprefix("arn:aws:s3:::").partition("/")
    if not key or not row.action.startswith("s3:") or (row.verdict != ALLOWED and not _existing_tags(row)):
        return
    owner = stack.aws.endpoint.client("s3", stack.aws.root)
    if row.action == "s3:PutObject":
        owner.delete_object(Bucket=bucket, Key=key)
    else:
        owner.put_object(Bucket=bucket, Key=key, Body=b"bytes", Tagging=urlencode(_existing_tags(row)))


def _existing_tags(row: Row) -> dict[str, Any]:
    prefix = "s3:ExistingObjectTag/"
    keys = row.circumstances.keys.items()
    return {key.removeprefix(prefix): value for key, value in keys if key.startswith(prefix)}


def _verdict(clients: Callable[[str], Any], row: Row) -> str:
    try:
        call(clients, row)
    except ClientError as error:
        code: str = error.response["Error"]["Code"]
        return DENIED if code in REJECTIONS else f"{code}: {error}"
    return ALLOWED


@pytest.mark.parametrize("row", DECIDED, ids=lambda row: f"{row.who.name}-{row.action}")
def test_the_embedded_aws_decides_over_http_as_the_table_says(
    stack: Stack, clients: dict[str, Callable[[str], Any]], row: Row
) -> None:
    _prepare(stack, row)
    assert _verdict(clients[row.who.name], row) == row.verdict


def test_every_row_that_the_embedded_aws_does_not_decide_says_why() -> None:
    assert all(row.left_to_simulator for row in ROWS if row not in DECIDED)
    assert len(DECIDED) >= len(ROWS) / 3


def test_cloudformation_makes_of_the_templates_what_the_simulator_is_given(stack: Stack) -> None:
    access = render("access.yaml", EMBEDDED)
    iam = stack.aws.endpoint.client("iam", stack.aws.root)
    for role in (access["IngestTenantRole"]["Properties"], access["CatalogTenantRole"]["Properties"]):
        name = role["RoleName"]
        made = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        assert made == role["AssumeRolePolicyDocument"]
        for policy in role["Policies"]:
            made = iam.get_role_policy(RoleName=name, PolicyName=policy["PolicyName"])["PolicyDocument"]
            assert made == policy["PolicyDocument"]
    s3 = stack.aws.endpoint.client("s3", stack.aws.root)
    bucket = render("storage.yaml", {})["UploadBucketPolicy"]["Properties"]["PolicyDocument"]
    assert json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"]) == bucket
