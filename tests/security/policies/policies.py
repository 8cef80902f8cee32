"""Every policy that decides about Momento's requests, by name: from deploy/aws and from the services themselves."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from momento_catalog.adapters.outbound.dynamodb.tables import Tables
from momento_catalog.adapters.session_policy import session_policy as catalog_session_policy
from momento_ingest.adapters.outbound.s3.session_policy import session_policy as ingest_session_policy

from tests.security.policies.templates import ACCOUNT, REGION, document, render

ALICE: Final = "01jaaaaaaaaaaaaaaaaaaaaaaa"
BOB: Final = "01jbbbbbbbbbbbbbbbbbbbbbbb"
BUCKET: Final = "momento-uploads"
TABLES: Final = Tables(
    media="momento-media", facets="momento-facets", counts="momento-facet-counts", activity="momento-activity"
)
KEY: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
AUDIT_KEY: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/22222222-2222-2222-2222-222222222222"
OIDC_PROVIDER: Final = "accounts.google.com"
"""In place of a cluster's issuer: the simulator knows the condition keys of a few providers, this one's included."""

EVERYTHING: Final = "everything"
KEY_POLICY: Final = "key"
GIVEN: Final = frozenset({EVERYTHING, KEY_POLICY})
"""Not ours: what an administrator may do, and the policy of a key that the operator brings along."""


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Policy documents as they are on AWS, with a customer managed key, for pods of either kind."""
    return {**_given(), **_storage(), **_access(), **_trust_by_web_identity(), **_audit(), **_sessions()}


def _given() -> dict[str, dict[str, Any]]:
    owner = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    return {
        EVERYTHING: _policy({"Effect": "Allow", "Action": "*", "Resource": "*"}),
        KEY_POLICY: _policy({"Effect": "Allow", "Principal": owner, "Action": "kms:*", "Resource": "*"}),
    }


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _storage() -> dict[str, dict[str, Any]]:
    made = render("storage.yaml", {"KmsKeyArn": KEY})
    return {
        "uploads bucket": made["UploadBucketPolicy"]["Properties"]["PolicyDocument"],
        "access log bucket": made["AccessLogBucketPolicy"]["Properties"]["PolicyDocument"],
    }


def _access() -> dict[str, dict[str, Any]]:
    made = render("access.yaml", {"KmsKeyArn": KEY})
    found = {
        "runtime boundary": made["RuntimeBoundary"]["Properties"]["PolicyDocument"],
        "tenant boundary": made["TenantBoundary"]["Properties"]["PolicyDocument"],
    }
    for name, logical in (
        ("ingest runtime", "IngestPodRole"),
        ("catalog runtime", "CatalogPodRole"),
        ("ingest tenant", "IngestTenantRole"),
        ("catalog tenant", "CatalogTenantRole"),
    ):
        properties = made[logical]["Properties"]
        found[f"{name} trust"] = document(properties["AssumeRolePolicyDocument"])
        statements = [each for policy in properties["Policies"] for each in policy["PolicyDocument"]["Statement"]]
        found[name] = _policy(*statements)
    return found


def _trust_by_web_identity() -> dict[str, dict[str, Any]]:
    made = render("access.yaml", {"RuntimeIdentity": "IRSA", "OidcProvider": OIDC_PROVIDER})
    return {
        f"{name} trust by IRSA": document(made[logical]["Properties"]["AssumeRolePolicyDocument"])
        for name, logical in (("ingest runtime", "IngestPodRole"), ("catalog runtime", "CatalogPodRole"))
    }


def _audit() -> dict[str, dict[str, Any]]:
    made = render("audit.yaml", {})
    return {
        "archive bucket": made["ArchiveBucketPolicy"]["Properties"]["PolicyDocument"],
        "archive access log bucket": made["ArchiveAccessLogBucketPolicy"]["Properties"]["PolicyDocument"],
        "audit key": made["AuditKey"]["Properties"]["KeyPolicy"],
    }


def _sessions() -> dict[str, dict[str, Any]]:
    return {
        "ingest session": dict(ingest_session_policy(BUCKET)(ALICE)),
        "catalog session": dict(catalog_session_policy(BUCKET, TABLES)(ALICE)),
    }
