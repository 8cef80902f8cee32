"""Everybody who asks for something in the table."""

from __future__ import annotations

from typing import Final

from tests.security.policies.policies import ALICE, EVERYTHING, OIDC_PROVIDER
from tests.security.policies.row import Principal
from tests.security.policies.templates import ACCOUNT

OTHER_ACCOUNT: Final = "999999999999"
_TAGGED: Final = {"aws:PrincipalTag/userId": ALICE}


def _session(role: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:sts::{account}:assumed-role/{role}/session"


def _tenant(service: str) -> Principal:
    """The tenant role as the service uses it for Alice."""
    role = f"{service} tenant"
    arn = _session(f"momento-{service}-tenant")
    return Principal(f"{service} for Alice", arn, (role,), ("tenant boundary",), f"{service} session", _TAGGED, True)  # noqa: FBT003  # embedded


def _untagged(service: str) -> Principal:
    """The tenant role as it would be without session policy and tag: nobody could assume it so."""
    role = f"{service} tenant"
    return Principal(f"{service} for nobody", _session(f"momento-{service}-tenant"), (role,), ("tenant boundary",))


def _runtime(service: str) -> Principal:
    """What a pod is before it acts for anybody."""
    role = f"{service} runtime"
    arn = _session(f"momento-{service}-runtime")
    return Principal(f"{service} itself", arn, (role,), ("runtime boundary",), embedded=True)


INGEST: Final = _tenant("ingest")
CATALOG: Final = _tenant("catalog")
INGEST_FOR_NOBODY: Final = _untagged("ingest")
CATALOG_FOR_NOBODY: Final = _untagged("catalog")
INGEST_ITSELF: Final = _runtime("ingest")
CATALOG_ITSELF: Final = _runtime("catalog")

PODS: Final = Principal("EKS Pod Identity", "pods.eks.amazonaws.com")
INSTANCES: Final = Principal("EC2", "ec2.amazonaws.com")
LOG_DELIVERY: Final = Principal("S3 log delivery", "logging.s3.amazonaws.com")
TRAIL: Final = Principal("CloudTrail", "cloudtrail.amazonaws.com")
CLUSTER: Final = Principal("the cluster's tokens", f"arn:aws:iam::{ACCOUNT}:oidc-provider/{OIDC_PROVIDER}")
OTHER_CLUSTER: Final = Principal("another cluster's tokens", f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.example.org")

ADMINISTRATOR: Final = Principal("an administrator", _session("administrator"), (EVERYTHING,))
STRANGER: Final = Principal("another account's administrator", _session("admin", OTHER_ACCOUNT), (EVERYTHING,))
ANYBODY: Final = Principal("anybody", "")
