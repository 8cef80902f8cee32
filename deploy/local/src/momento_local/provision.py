"""Brings the embedded AWS to what `deploy/aws/*.yaml` describes, by CloudFormation, as one would do on AWS itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from momento_local.embedded_aws.endpoint import Credentials
from momento_local.errors import LaunchError
from momento_local.secret_keys import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from momento_local.embedded_aws.endpoint import Endpoint

STORAGE: Final = "momento-storage"
ACCESS: Final = "momento-access"
EMBEDDED: Final = {"RuntimeIdentity": "User", "TenantScope": "SessionPolicy"}
"""What differs from AWS: IAM users in place of pod identities, and tenants told apart by session policies alone."""
DIGEST_TAG: Final = "momento:template"


@dataclass(frozen=True)
class Provisioned:
    """What the services have to know of the AWS that was made for them."""

    storage: Mapping[str, str]
    access: Mapping[str, str]
    ingest: Credentials
    catalog: Credentials


def provision(endpoint: Endpoint, root: Credentials, templates: Path, secrets: Path) -> Provisioned:
    """Creates or updates both stacks, and the access keys of the two runtime users, kept in the folder `secrets`.

    Changes nothing when all is as described. Raises LaunchError when CloudFormation refuses.
    """
    try:
        return _provision(endpoint, root, templates, secrets)
    except (BotoCoreError, ClientError) as error:
        raise LaunchError(f"The embedded AWS could not be set up: {error}") from error


def _provision(endpoint: Endpoint, root: Credentials, templates: Path, secrets: Path) -> Provisioned:
    cloudformation = endpoint.client("cloudformation", root)
    storage = _apply(cloudformation, STORAGE, (templates / "storage.yaml").read_text(encoding="utf-8"), {})
    access = _apply(cloudformation, ACCESS, (templates / "access.yaml").read_text(encoding="utf-8"), EMBEDDED)
    iam = endpoint.client("iam", root)
    ingest = _access_key(iam, access["IngestRuntimeName"], secrets / "aws-ingest.json")
    catalog = _access_key(iam, access["CatalogRuntimeName"], secrets / "aws-catalog.json")
    return Provisioned(storage, access, ingest, catalog)


def _apply(cloudformation: Any, name: str, template: str, parameters: Mapping[str, str]) -> dict[str, str]:
    digest = hashlib.sha256(json.dumps([template, sorted(parameters.items())]).encode()).hexdigest()
    stack = _describe(cloudformation, name)
    if stack is None or _tags(stack).get(DIGEST_TAG) != digest or not stack["StackStatus"].endswith("_COMPLETE"):
        _deploy(cloudformation, name, template, parameters, digest, exists=stack is not None)
        stack = _describe(cloudformation, name) or {}
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _describe(cloudformation: Any, name: str) -> dict[str, Any] | None:
    try:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return stack


def _tags(stack: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}


def _deploy(
    cloudformation: Any, name: str, template: str, parameters: Mapping[str, str], digest: str, *, exists: bool
) -> None:
    verb, waiter = ("update", "stack_update_complete") if exists else ("create", "stack_create_complete")
    arguments = {
        "StackName": name,
        "TemplateBody": template,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Tags": [{"Key": DIGEST_TAG, "Value": digest}],
    }
    try:
        getattr(cloudformation, f"{verb}_stack")(**arguments)
        cloudformation.get_waiter(waiter).wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    except (ClientError, WaiterError) as error:
        reasons = _failures(cloudformation, name)
        raise LaunchError(f"CloudFormation could not {verb} the stack {name}: {error}\n{reasons}") from error


def _failures(cloudformation: Any, name: str) -> str:
    try:
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    except ClientError:
        return ""
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed)


def _access_key(iam: Any, user: str, path: Path) -> Credentials:
    kept = Credentials(*json.loads(path.read_text(encoding="ascii"))) if path.exists() else None
    known = {key["AccessKeyId"] for key in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]}
    if kept is not None and kept.access_key_id in known:
        return kept
    for stale in known:
        iam.delete_access_key(UserName=user, AccessKeyId=stale)
    made = iam.create_access_key(UserName=user)["AccessKey"]
    write_private(path, json.dumps([made["AccessKeyId"], made["SecretAccessKey"]]))
    return Credentials(made["AccessKeyId"], made["SecretAccessKey"])
