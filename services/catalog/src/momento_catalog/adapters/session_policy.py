"""What the tenant role is narrowed to when it is assumed for one user (STS `AssumeRole`, session policies)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from momento_chassis.aws.partitions import through

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.adapters.outbound.dynamodb.tables import Tables


def session_policy(
    bucket: str, tables: Tables, *, partition: str = "aws", demand_leading_keys: bool = True
) -> Callable[[str], dict[str, Any]]:
    """A function from a user's id to the policy for that user.

    A session has what both the role and this policy allow. `ForAllValues` also holds for a request that names no
    partition at all, so `Null` demands that it names one; an emulator that does not know the key needs it left out.
    """
    names = (tables.media, tables.facets, tables.counts)
    table_arns = [f"arn:{partition}:dynamodb:*:*:table/{name}" for name in names]

    named = {"Null": {"dynamodb:LeadingKeys": "false"}} if demand_leading_keys else {}

    def policy(user_id: str) -> dict[str, Any]:
        objects = {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObjectTagging"],
            "Resource": f"arn:{partition}:s3:::{bucket}/user-{user_id}/*",
        }
        records = {
            "Effect": "Allow",
            "Action": [
                "dynamodb:BatchGetItem",
                "dynamodb:ConditionCheckItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ],
            "Resource": table_arns,
            "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [user_id, f"{user_id}#*"]}, **named},
        }
        activity = {
            "Effect": "Allow",
            "Action": ["dynamodb:PutItem", "dynamodb:Query"],
            "Resource": f"arn:{partition}:dynamodb:*:*:table/{tables.activity}",
            "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [user_id]}, **named},
        }
        statements = [*_until_purged(objects), records, activity, _through_aws(partition)]
        return {"Version": "2012-10-17", "Statement": statements}

    return policy


def _until_purged(objects: dict[str, Any]) -> list[dict[str, Any]]:
    """The same leave, but for reading what is marked as purged: so links end with the item, wherever they lead.

    A link has the rights of the session that signed it, and S3 looks at them when it is followed. Records can be read
    all the same: from them, and from their marks, a library is restored.
    """
    reading = {**objects, "Action": "s3:GetObject"}
    return [
        {**reading, "Condition": {"Null": {"s3:ExistingObjectTag/momento:purge": "true"}}},
        {**reading, "Resource": f"{objects['Resource'].removesuffix('*')}records/*"},
        {**objects, "Action": "s3:PutObjectTagging"},
    ]


def usage_policy(
    tables: Tables, *, partition: str = "aws", demand_leading_keys: bool = True
) -> Callable[[str], dict[str, Any]]:
    """A function from a user's id to the policy under which an administrator learns how much that user has stored.

    It reads single items of the user's counts and nothing else: no record, no object, no list of anything.
    """
    named = {"Null": {"dynamodb:LeadingKeys": "false"}} if demand_leading_keys else {}

    def policy(user_id: str) -> dict[str, Any]:
        counts = {
            "Effect": "Allow",
            "Action": "dynamodb:GetItem",
            "Resource": f"arn:{partition}:dynamodb:*:*:table/{tables.counts}",
            "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [user_id]}, **named},
        }
        return {"Version": "2012-10-17", "Statement": [counts, _through_aws(partition)]}

    return policy


def _through_aws(partition: str) -> dict[str, Any]:
    """For a bucket and tables with a customer managed key. Which key that is, the role says; without one, none."""
    return {
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": {"StringLike": {"kms:ViaService": through(("s3", "dynamodb"), partition)}},
    }
