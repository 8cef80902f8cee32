"""Which pods can come by credentials of AWS, by whatever way there is: ingest and catalog, and no other."""

from __future__ import annotations

from typing import Any

import yaml

from tests.security.kubernetes.network import may_reach
from tests.security.kubernetes.overlays import FOLDER, NAMESPACE, Overlay, built, containers
from tests.security.kubernetes.test_reachability import AGENT, METADATA, parties

IRSA = "eks.amazonaws.com/role-arn"
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE")
CREDENTIAL_PORT = 80


def ways(overlay: Overlay, name: str) -> set[str]:
    """How the pod called `name` could get at credentials."""
    template, policies = overlay.pods()[name], overlay.of("NetworkPolicy")
    spec, pod = template["spec"], parties(overlay)[name]
    account = overlay.named("ServiceAccount", spec["serviceAccountName"])
    found = {
        "role of its account": IRSA in account["metadata"].get("annotations", {}),
        "the node's role": may_reach(policies, pod, METADATA, CREDENTIAL_PORT) or bool(spec.get("hostNetwork")),
        "pod identity": may_reach(policies, pod, AGENT, CREDENTIAL_PORT),
        "token of its account": account.get("automountServiceAccountToken", True)
        or spec.get("automountServiceAccountToken", True)
        or "serviceAccountToken" in str(spec.get("volumes")),
        "keys": any(key in overlay_environment(overlay, each) for each in containers(template) for key in KEYS)
        or any(volume.get("persistentVolumeClaim", {}).get("claimName") == "aws-site" for volume in spec["volumes"]),
    }
    return {way for way, there in found.items() if there}


def overlay_environment(overlay: Overlay, container: dict[str, Any]) -> set[str]:
    """Names of all variables of a container."""
    names = {each["name"] for each in container.get("env", ())}
    for source in container.get("envFrom", ()):
        names |= overlay.named("ConfigMap", source["configMapRef"]["name"])["data"].keys()
    return names


def test_on_eks_ingest_and_catalog_have_a_role_and_nobody_else_has_anything() -> None:
    overlay = built("eks")
    held = {name: found for name in overlay.pods() if (found := ways(overlay, name))}
    assert held == {"ingest": {"role of its account"}, "catalog": {"role of its account"}}


def test_on_one_machine_only_the_embedded_aws_itself_has_more() -> None:
    overlay = built("local")
    held = {name: found for name in overlay.pods() if (found := ways(overlay, name))}
    assert held == {"ingest": {"keys"}, "catalog": {"keys"}, "aws": {"keys"}}


def test_each_has_its_own_role_and_assumes_its_own_tenant_role() -> None:
    overlay = built("eks")
    for name in ("ingest", "catalog"):
        role = overlay.named("ServiceAccount", name)["metadata"]["annotations"][IRSA]
        assert role.endswith(f":role/momento-{name}-runtime")
        assert overlay.environment(name)["MOMENTO_TENANT_ROLE_ARN"].endswith(f":role/momento-{name}-tenant")


def test_pod_identity_opens_its_agent_to_ingest_and_catalog_alone_and_the_nodes_role_to_nobody() -> None:
    overlay = built("eks")
    text = (FOLDER / "components/pod-identity/network.yaml").read_text(encoding="utf-8")
    policy = yaml.safe_load(text)
    policy["metadata"]["namespace"] = NAMESPACE
    more = Overlay((*overlay.objects, policy))
    assert {name for name in more.pods() if "pod identity" in ways(more, name)} == {"ingest", "catalog"}
    assert not any("the node's role" in ways(more, name) for name in more.pods())


def test_no_secret_is_written_down() -> None:
    assert not [each for name in ("local", "eks") for each in built(name).of("Secret")]
