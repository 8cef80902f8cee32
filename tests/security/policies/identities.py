"""Requests to become somebody, or to change who may do what. Verdicts are written by hand, as in `objects`."""

from __future__ import annotations

from typing import Final

from tests.security.policies.policies import ALICE, OIDC_PROVIDER
from tests.security.policies.principals import (
    ADMINISTRATOR,
    CATALOG,
    CATALOG_ITSELF,
    CLUSTER,
    INGEST,
    INGEST_ITSELF,
    INSTANCES,
    OTHER_ACCOUNT,
    OTHER_CLUSTER,
    PODS,
    STRANGER,
)
from tests.security.policies.row import ALLOWED, DENIED, Circumstances, Principal, Row, ask
from tests.security.policies.templates import ACCOUNT


def _role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


INGEST_TENANT: Final = _role("momento-ingest-tenant")
CATALOG_TENANT: Final = _role("momento-catalog-tenant")
INGEST_RUNTIME: Final = _role("momento-ingest-runtime")
CATALOG_RUNTIME: Final = _role("momento-catalog-runtime")
OTHER_ROLE: Final = _role("another-role")
USER: Final = f"arn:aws:iam::{ACCOUNT}:user/momento-ingest-runtime"

FOR_ALICE: Final = Circumstances("userId Alice's", {"aws:RequestTag/userId": ALICE})
FOR_NOBODY: Final = Circumstances("no userId", {})
FOR_ALL: Final = Circumstances("userId *", {"aws:RequestTag/userId": "*"})
TOO_SHORT: Final = Circumstances("userId a character short", {"aws:RequestTag/userId": ALICE[:-1]})
TOO_LONG: Final = Circumstances("userId a character long", {"aws:RequestTag/userId": f"{ALICE}0"})
NOTHING: Final = Circumstances("", {})

BECOMING: Final = "sts:AssumeRole sts:TagSession"
NOT_BY_ITSELF: Final = "has it only beside AssumeRole"
WITHOUT_CREDENTIALS: Final = "is asked for this without credentials"
CHANGING: Final = "iam:PutRolePolicy iam:AttachRolePolicy iam:UpdateAssumeRolePolicy iam:DeleteRolePermissionsBoundary"


def _runtime(who: Principal, own: str, other: str, user: str) -> list[Row]:
    """What a pod may become."""
    return [
        *ask(who, "sts:AssumeRole", own, FOR_ALICE, ALLOWED, "identity boundary resource"),
        *ask(who, "sts:TagSession", own, FOR_ALICE, ALLOWED, "identity boundary resource", undecided=NOT_BY_ITSELF),
        *ask(who, "sts:AssumeRole", own, FOR_NOBODY, DENIED, "identity boundary"),
        *ask(who, "sts:AssumeRole", own, FOR_ALL, DENIED, "identity boundary"),
        *ask(who, "sts:AssumeRole", own, TOO_SHORT, DENIED, "identity boundary"),
        *ask(who, "sts:AssumeRole", own, TOO_LONG, DENIED, "identity boundary"),
        *ask(who, "sts:AssumeRole", other, FOR_ALICE, DENIED, "boundary"),
        *ask(who, "sts:AssumeRole", OTHER_ROLE, FOR_ALICE, DENIED),
        *ask(who, "sts:AssumeRole", f"{own}-more", FOR_ALICE, DENIED),
        *ask(who, "sts:AssumeRole", f"{other}-more", FOR_ALICE, DENIED),
        *ask(who, "sts:SetSourceIdentity", own, FOR_ALICE, DENIED, undecided=NOT_BY_ITSELF),
        *ask(who, "sts:AssumeRoleWithWebIdentity", own, FOR_ALICE, DENIED, undecided=WITHOUT_CREDENTIALS),
        *ask(who, CHANGING, own, NOTHING, DENIED),
        *ask(who, "iam:CreateAccessKey", user, NOTHING, DENIED),
    ]


def _tenant(who: Principal, own: str, other: str) -> list[Row]:
    """What a service may become while it acts for a user."""
    return [
        *ask(who, "sts:AssumeRole", own, FOR_ALICE, DENIED),
        *ask(who, "sts:AssumeRole", other, FOR_ALICE, DENIED),
        *ask(who, CHANGING, own, NOTHING, DENIED),
        *ask(who, "iam:CreateAccessKey", USER, NOTHING, DENIED),
    ]


def _pod(service: str, namespace: str = "momento", account: str = ACCOUNT) -> Circumstances:
    words = f"{namespace}/{service}" + ("" if account == ACCOUNT else ", another account's cluster")
    tags = {"kubernetes-namespace": namespace, "kubernetes-service-account": service}
    return Circumstances(
        words, {"aws:SourceAccount": account, **{f"aws:RequestTag/{key}": value for key, value in tags.items()}}
    )


def _pods(service: str, other: str, role: str) -> list[Row]:
    """Whom EKS Pod Identity may make of which pod."""
    nameless = Circumstances("no pod named", {"aws:SourceAccount": ACCOUNT})
    return [
        *ask(PODS, BECOMING, role, _pod(service), ALLOWED, "resource"),
        *ask(PODS, BECOMING, role, _pod(other), DENIED),
        *ask(PODS, BECOMING, role, _pod(service, "default"), DENIED),
        *ask(PODS, BECOMING, role, _pod(service, account=OTHER_ACCOUNT), DENIED),
        *ask(PODS, BECOMING, role, nameless, DENIED),
        *ask(PODS, "sts:SetSourceIdentity sts:AssumeRoleWithWebIdentity", role, _pod(service), DENIED),
        *ask(INSTANCES, BECOMING, role, _pod(service), DENIED),
        *ask(ADMINISTRATOR, "sts:AssumeRole", role, _pod(service), DENIED, "identity"),
    ]


def _token(service: str, namespace: str = "momento", audience: str = "sts.amazonaws.com") -> Circumstances:
    words = f"{namespace}/{service}" + ("" if audience == "sts.amazonaws.com" else f" for {audience}")
    subject = f"system:serviceaccount:{namespace}:{service}"
    return Circumstances(words, {f"{OIDC_PROVIDER}:sub": subject, f"{OIDC_PROVIDER}:aud": audience})


def _web_identities(service: str, other: str, role: str) -> list[Row]:
    """Whom a cluster's tokens may become (IRSA)."""
    action = "sts:AssumeRoleWithWebIdentity"
    return [
        *ask(CLUSTER, action, role, _token(service), ALLOWED, "resource"),
        *ask(CLUSTER, action, role, _token(other), DENIED),
        *ask(CLUSTER, action, role, _token(service, "default"), DENIED),
        *ask(CLUSTER, action, role, _token(service, audience="vault"), DENIED),
        *ask(CLUSTER, "sts:AssumeRole", role, _token(service), DENIED),
        *ask(OTHER_CLUSTER, action, role, _token(service), DENIED),
    ]


ROWS: Final[list[Row]] = [
    *_runtime(INGEST_ITSELF, INGEST_TENANT, CATALOG_TENANT, USER),
    *_runtime(CATALOG_ITSELF, CATALOG_TENANT, INGEST_TENANT, USER),
    *_tenant(INGEST, INGEST_TENANT, CATALOG_TENANT),
    *_tenant(CATALOG, CATALOG_TENANT, INGEST_TENANT),
    *ask(ADMINISTRATOR, BECOMING, INGEST_TENANT, FOR_ALICE, DENIED, "identity"),
    *ask(ADMINISTRATOR, BECOMING, CATALOG_TENANT, FOR_ALICE, DENIED, "identity"),
    *ask(STRANGER, "sts:AssumeRole", INGEST_TENANT, FOR_ALICE, DENIED, "identity"),
    *ask(STRANGER, "sts:AssumeRole", CATALOG_TENANT, FOR_ALICE, DENIED, "identity"),
    *_pods("ingest", "catalog", INGEST_RUNTIME),
    *_pods("catalog", "ingest", CATALOG_RUNTIME),
    *_web_identities("ingest", "catalog", INGEST_RUNTIME),
    *_web_identities("catalog", "ingest", CATALOG_RUNTIME),
]
