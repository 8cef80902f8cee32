from __future__ import annotations

import json

from momento_catalog.adapters.session_policy import session_policy, usage_policy

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
