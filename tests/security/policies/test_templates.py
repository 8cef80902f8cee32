"""What the templates ask of AWS beside policies. Ids are those of the AWS Foundational Security Best Practices."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.security.policies import templates
from tests.security.policies.policies import AUDIT_KEY, BUCKET, KEY, TABLES
from tests.security.policies.templates import ACCOUNT, REGION, Refused, render

if TYPE_CHECKING:
    from collections.abc import Mapping

STORAGE = render("storage.yaml", {"KmsKeyArn": KEY})
AUDIT = render("audit.yaml", {})
BUCKETS = {
    name: body["Properties"]
    for template in (STORAGE, AUDIT)
    for name, body in template.items()
    if body["Type"] == "AWS::S3::Bucket"
}
ARCHIVE_ACCOUNT, OWN_ACCOUNT = ACCOUNT, "111111111111"


def kinds(made: Mapping[str, Any]) -> set[str]:
    return {body["Type"].rpartition("::")[2] for body in made.values()}


@pytest.mark.parametrize("name", sorted(BUCKETS))
def test_every_bucket_is_private_encrypted_versioned_and_owned(name: str) -> None:
    """S3.1, S3.8, S3.12, S3.13, S3.14."""
    bucket = BUCKETS[name]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert any("AbortIncompleteMultipartUpload" in rule for rule in bucket["LifecycleConfiguration"]["Rules"])


@pytest.mark.parametrize("name", ["UploadBucket", "ArchiveBucket"])
def test_access_to_a_bucket_with_content_is_logged_in_another(name: str) -> None:
    """S3.9."""
    target = BUCKETS[name]["LoggingConfiguration"]["DestinationBucketName"]
    assert target == f"{BUCKETS[name]['BucketName']}-access-log"


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "aws:kms"), ("", "AES256")])
def test_uploads_are_encrypted_with_the_key_that_is_given_or_with_that_of_s3(key: str, algorithm: str) -> None:
    made = render("storage.yaml", {"KmsKeyArn": key})["UploadBucket"]["Properties"]["BucketEncryption"]
    (rule,) = made["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == algorithm
    assert rule["ServerSideEncryptionByDefault"].get("KMSMasterKeyID", "") == key


def test_what_is_purged_or_replaced_is_gone_after_its_time_and_nothing_else() -> None:
    rules = {rule.pop("Id"): rule for rule in map(dict, BUCKETS["UploadBucket"]["LifecycleConfiguration"]["Rules"])}
    expiring = {name: rule for name, rule in rules.items() if "ExpirationInDays" in rule}
    assert list(expiring) == ["purge-tagged-objects"]
    assert expiring["purge-tagged-objects"]["TagFilters"] == [{"Key": "momento:purge", "Value": "true"}]
    assert rules["expire-noncurrent-versions"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": "30"}


@pytest.mark.parametrize("name", ["MediaTable", "FacetsTable", "FacetCountsTable", "ActivityTable"])
def test_every_table_is_encrypted_recoverable_and_protected(name: str) -> None:
    """DynamoDB.2, DynamoDB.6."""
    table = STORAGE[name]["Properties"]
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] is True


@pytest.mark.parametrize("name", ["MediaTable", "FacetsTable", "FacetCountsTable"])
def test_no_record_expires(name: str) -> None:
    table = STORAGE[name]["Properties"]
    assert "TimeToLiveSpecification" not in table


def test_only_events_that_say_so_expire() -> None:
    expiring = STORAGE["ActivityTable"]["Properties"]["TimeToLiveSpecification"]
    assert expiring == {"AttributeName": "expiresAt", "Enabled": True}


@pytest.mark.parametrize("made", [STORAGE, AUDIT], ids=["storage", "audit"])
def test_what_holds_anything_stays_when_its_stack_is_deleted(made: dict[str, Any]) -> None:
    holding = [body for body in made.values() if body["Type"].endswith(("::Bucket", "::Table", "::Key"))]
    assert holding
    assert all(body["DeletionPolicy"] == body["UpdateReplacePolicy"] == "Retain" for body in holding)


def test_the_trail_sees_every_region_every_object_and_every_record_and_is_sealed() -> None:
    """CloudTrail.1, CloudTrail.2, CloudTrail.4."""
    trail = AUDIT["Trail"]["Properties"]
    assert trail["IsMultiRegionTrail"]
    assert trail["IncludeGlobalServiceEvents"]
    assert trail["EnableLogFileValidation"]
    assert trail["KMSKeyId"] == f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/momento-audit"
    seen = [field for selector in trail["AdvancedEventSelectors"] for field in selector["FieldSelectors"]]
    assert {"Field": "eventCategory", "Equals": ["Management"]} in seen
    assert {"Field": "resources.ARN", "StartsWith": [f"arn:aws:s3:::{BUCKET}/"]} in seen
    tables = [
        f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
        for name in (TABLES.media, TABLES.facets, TABLES.counts, TABLES.activity)
    ]
    assert {"Field": "resources.ARN", "Equals": tables} in seen


def test_files_of_the_trail_are_locked() -> None:
    """S3.15."""
    archive = BUCKETS["ArchiveBucket"]
    assert archive["ObjectLockEnabled"]
    retention = archive["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Days": "365"}


def test_with_two_accounts_each_makes_its_part() -> None:
    both = {"ArchiveAccountId": ARCHIVE_ACCOUNT, "TrailAccountId": OWN_ACCOUNT}
    keeping = render("audit.yaml", both)
    assert kinds(keeping) == {"Key", "Alias", "Bucket", "BucketPolicy"}
    trail = f"arn:aws:cloudtrail:{REGION}:{OWN_ACCOUNT}:trail/momento-audit"
    writes = keeping["ArchiveBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"][-1]
    assert writes["Condition"]["StringEquals"]["aws:SourceArn"] == trail
    assert f"/AWSLogs/{OWN_ACCOUNT}/*" in writes["Resource"]

    watching = render("audit.yaml", {"ArchiveAccountId": "222222222222", "TrailAccountId": ACCOUNT})
    assert list(watching) == ["Trail"]
    assert watching["Trail"]["Properties"]["KMSKeyId"] == f"arn:aws:kms:{REGION}:222222222222:alias/momento-audit"


def test_a_key_that_is_given_is_used_and_none_is_made() -> None:
    made = render("audit.yaml", {"AuditKmsKeyArn": AUDIT_KEY})
    assert "Key" not in kinds(made)
    assert made["Trail"]["Properties"]["KMSKeyId"] == AUDIT_KEY
    encryption = made["ArchiveBucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption[0]["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == AUDIT_KEY


@pytest.mark.parametrize("identity", ["PodIdentity", "IRSA"])
def test_on_aws_every_identity_is_a_role_with_a_boundary(identity: str) -> None:
    made = render("access.yaml", {"RuntimeIdentity": identity, "OidcProvider": "oidc.example.org/id/1"})
    assert kinds(made) == {"Role", "ManagedPolicy"}
    roles = [body["Properties"] for body in made.values() if body["Type"] == "AWS::IAM::Role"]
    boundaries = {role["RoleName"]: role["PermissionsBoundary"] for role in roles}
    assert boundaries == {
        f"momento-{service}-{kind}": f"momento-{kind}-boundary"
        for service in ("ingest", "catalog")
        for kind in ("runtime", "tenant")
    }


@pytest.mark.parametrize("identity", ["PodIdentity", "IRSA"])
def test_on_aws_no_role_is_left_to_session_policies_alone(identity: str) -> None:
    chosen = {"RuntimeIdentity": identity, "OidcProvider": "oidc.example.org", "TenantScope": "SessionPolicy"}
    with pytest.raises(Refused, match="principal tag"):
        render("access.yaml", chosen)


def test_irsa_needs_a_provider() -> None:
    with pytest.raises(Refused, match="OidcProvider"):
        render("access.yaml", {"RuntimeIdentity": "IRSA"})


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_every_arn_is_of_the_partition_that_the_templates_are_deployed_in(
    monkeypatch: pytest.MonkeyPatch, partition: str
) -> None:
    monkeypatch.setitem(templates.PSEUDO, "AWS::Partition", partition)
    for name in ("access.yaml", "storage.yaml"):
        made = json.dumps(render(name, {"KmsKeyArn": f"arn:{partition}:kms:x:{ACCOUNT}:key/1"}))
        assert set(re.findall("arn:([a-z-]+):(?:s3|dynamodb)", made)) == {partition}


def test_in_china_keys_may_be_used_by_services_whose_names_end_as_they_do_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def services(role: str) -> str:
        return json.dumps(render("access.yaml", {"KmsKeyArn": KEY})[role]["Properties"]["Policies"])

    before = {role: services(role) for role in ("IngestTenantRole", "CatalogTenantRole")}
    monkeypatch.setitem(templates.PSEUDO, "AWS::Partition", "aws-cn")
    assert not any(".com.cn" in text for text in before.values())
    assert f"s3.{REGION}.amazonaws.com.cn" in services("IngestTenantRole")
    assert f"dynamodb.{REGION}.amazonaws.com.cn" in services("CatalogTenantRole")
