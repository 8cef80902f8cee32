from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from momento_catalog import bootstrap
from momento_catalog.adapters.session_policy import session_policy, usage_policy
from momento_catalog.config import StoreConfig
from momento_chassis.aws.shared_clients import SharedClients

from tests.fakes.catalog.aws import BUCKET, TABLES
from tests.fakes.catalog.samples import new_user_id

USER = str(new_user_id())
POLICY = session_policy(BUCKET, TABLES)(USER)


def test_the_policy_fits_into_a_session() -> None:
    assert len(json.dumps(POLICY, separators=(",", ":"))) <= 2048


def test_the_policy_allows_nothing_that_destroys_or_reads_everything() -> None:
    reading, reading_records, tagging, records, activity, keys = POLICY["Statement"]
    objects = {reading["Action"], reading_records["Action"], tagging["Action"]}
    actions = {*objects, *records["Action"], *activity["Action"], keys["Action"]}
    assert actions == {
        "s3:GetObject",
        "s3:PutObjectTagging",
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "kms:Decrypt",
    }


def test_the_policy_names_the_users_folder_and_partitions_alone() -> None:
    reading, reading_records, tagging, records, activity, _ = POLICY["Statement"]
    assert reading["Resource"] == tagging["Resource"] == f"arn:aws:s3:::{BUCKET}/user-{USER}/*"
    assert reading_records["Resource"] == f"arn:aws:s3:::{BUCKET}/user-{USER}/records/*"
    assert records["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": [USER, f"{USER}#*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    assert activity["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [USER]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }


def test_what_is_purged_cannot_be_read_any_more_but_for_its_record() -> None:
    reading, reading_records, *_ = POLICY["Statement"]
    assert reading["Condition"] == {"Null": {"s3:ExistingObjectTag/momento:purge": "true"}}
    assert "Condition" not in reading_records


def test_events_can_be_added_and_read_and_not_changed() -> None:
    (statement,) = [it for it in POLICY["Statement"] if TABLES.activity in str(it["Resource"])]
    assert statement["Action"] == ["dynamodb:PutItem", "dynamodb:Query"]


def test_only_where_the_key_is_unknown_may_a_request_come_without_it() -> None:
    records = session_policy(BUCKET, TABLES, demand_leading_keys=False)(USER)["Statement"][3]
    assert "Null" not in records["Condition"]


def test_an_administrators_view_reads_one_users_counts_and_nothing_else() -> None:
    [counts, through_aws] = usage_policy(TABLES)(USER)["Statement"]
    assert through_aws == POLICY["Statement"][-1]
    assert (counts["Action"], counts["Resource"]) == (
        "dynamodb:GetItem",
        f"arn:aws:dynamodb:*:*:table/{TABLES.counts}",
    )
    assert counts["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [USER]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    [without, _] = usage_policy(TABLES, demand_leading_keys=False)(USER)["Statement"]
    assert "Null" not in without["Condition"]


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_the_policies_name_the_partition_that_the_role_is_in(partition: str) -> None:
    policy = session_policy(BUCKET, TABLES, partition=partition)(USER)
    usage = usage_policy(TABLES, partition=partition)(USER)
    statements = [*policy["Statement"][:-1], usage["Statement"][0]]
    resources = [each["Resource"] for each in statements]
    arns = [arn for each in resources for arn in ([each] if isinstance(each, str) else each)]
    assert {arn.split(":")[1] for arn in arns} == {partition}
    assert len(json.dumps(policy, separators=(",", ":"))) <= 2048


def test_in_china_keys_are_used_by_way_of_services_whose_names_end_as_they_do_there() -> None:
    services = session_policy(BUCKET, TABLES, partition="aws-cn")(USER)["Statement"][-1]["Condition"]["StringLike"]
    assert {"s3.*.amazonaws.com.cn", "dynamodb.*.amazonaws.com.cn"} < set(services["kms:ViaService"])


class ListeningSts:
    """Remembers the policies of the sessions that were asked for."""

    def __init__(self) -> None:
        self.policies: list[str] = []

    def assume_role(self, **asked: str) -> None:
        self.policies.append(asked["Policy"])
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "…"}}, "AssumeRole")


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_service_asks_for_sessions_in_the_partition_of_its_role(partition: str) -> None:
    config: Any = SimpleNamespace(
        store=StoreConfig(BUCKET),
        tenant_role_arn=f"arn:{partition}:iam::000000000000:role/momento-catalog-tenant",
        demand_leading_keys=True,
    )
    sts: Any = ListeningSts()
    for clients in bootstrap.tenants(config, sts, SharedClients("eu-central-1", ["dynamodb"])):
        with pytest.raises(ClientError):
            clients.dynamodb(USER)
    assert len(sts.policies) == 2
    for policy in sts.policies:
        assert f"arn:{partition}:dynamodb:" in policy
        assert policy.count("arn:") == policy.count(f"arn:{partition}:")
