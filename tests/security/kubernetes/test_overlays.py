"""What the overlays make is valid, and fits what the services read, listen at and need."""

from __future__ import annotations

import base64
from typing import Any

import kubernetes_validate
import pytest
import yaml
from momento_auth.config import AuthConfig
from momento_catalog.config import Config as CatalogConfig
from momento_chassis.config import describe, load
from momento_chassis.exporting import METRICS_LISTEN
from momento_ingest.config import LINK_KEY_BYTES, IngestConfig
from momento_local.settings import REPOSITORY
from momento_scanner.config import ScannerConfig

from tests.security.kubernetes.overlays import OVERLAYS, Overlay, built, containers

CONFIGURATIONS: dict[str, Any] = {
    "auth": AuthConfig,
    "scanner": ScannerConfig,
    "catalog": CatalogConfig,
    "ingest": IngestConfig,
}
SECRETS = {
    "database-url": "postgresql://momento@database/momento",
    "sealing-key": base64.b64encode(bytes(32)).decode(),
    "page-token-key": base64.b64encode(bytes(32)).decode(),
    "link-key": base64.b64encode(bytes(LINK_KEY_BYTES)).decode(),
}
"""What operators put into the secrets, by file name."""
PROMETHEUS = REPOSITORY / "deploy/observability/prometheus-kubernetes.yaml"
POD_PORT = "__meta_kubernetes_pod_container_port_name"
POD_NAME = "__meta_kubernetes_pod_label_app_kubernetes_io_name"
DNS_SECONDS = 5
"""How often at most a client looks a name up again."""
OTHERS = ("AWS_", "OTEL_")
CUSTOM = "cert-manager.io/v1"
"""Kinds of cert-manager, whose schemas Kubernetes does not have."""

both = pytest.mark.parametrize("overlay", [built(name) for name in OVERLAYS], ids=OVERLAYS)
each_service = pytest.mark.parametrize("name", CONFIGURATIONS)


@both
def test_every_object_is_valid_and_has_no_unknown_field(overlay: Overlay) -> None:
    known = [each for each in overlay.objects if each["apiVersion"] != CUSTOM]
    for each in known:
        kubernetes_validate.validate(each, "1.33", strict=True)
    assert {each["kind"] for each in overlay.objects if each not in known} == {"Certificate", "Issuer"}


@both
@each_service
def test_every_setting_is_one_that_the_service_reads_and_none_is_missing(overlay: Overlay, name: str) -> None:
    given = overlay.environment(name)
    known = {METRICS_LISTEN, *(variable for variable, _, _ in describe(CONFIGURATIONS[name]))}
    ours = {variable.removesuffix("_FILE") for variable in given if not variable.startswith(OTHERS)}
    assert ours <= known
    load(CONFIGURATIONS[name], _with_secrets(given))


def _with_secrets(given: dict[str, str]) -> dict[str, str]:
    from_files = {name: path for name, path in given.items() if name.endswith("_FILE") and not name.startswith(OTHERS)}
    plain = {name: value for name, value in given.items() if name not in from_files}
    secrets = {name.removesuffix("_FILE"): SECRETS[path.rpartition("/")[2]] for name, path in from_files.items()}
    return {**plain, **secrets}


@both
@each_service
def test_ports_are_those_that_the_service_listens_at(overlay: Overlay, name: str) -> None:
    given, (container,) = overlay.environment(name), overlay.pods()[name]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    (door,) = ports.keys() - {"operations", "metrics"}
    assert given["MOMENTO_LISTEN"] == f"0.0.0.0:{ports[door]}"
    assert given["MOMENTO_OPERATIONS_LISTEN"] == f"0.0.0.0:{ports['operations']}"
    assert given.get(METRICS_LISTEN) == (f"0.0.0.0:{ports['metrics']}" if "metrics" in ports else None)
    (offered,) = overlay.named("Service", name)["spec"]["ports"]
    assert offered["targetPort"] == door
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["port"] == "operations"


@both
@each_service
def test_a_pod_that_waits_for_others_or_for_signatures_gets_no_calls_and_is_not_killed(
    overlay: Overlay, name: str
) -> None:
    (container,) = overlay.pods()[name]["spec"]["containers"]
    paths = {probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "readiness", "liveness")}
    assert paths == {"startup": "/livez", "readiness": "/readyz", "liveness": "/livez"}


@each_service
def test_prometheus_finds_the_port_for_metrics_by_its_name_and_is_let_in_there(name: str) -> None:
    overlay, policy = built("eks"), built("eks").named("NetworkPolicy", "metrics")["spec"]
    (declared,) = (it for it in overlay.pods()[name]["spec"]["containers"][0]["ports"] if it["name"] == "metrics")
    (rule,) = policy["ingress"]
    assert rule["ports"] == [{"protocol": "TCP", "port": declared["containerPort"]}]
    (job,) = yaml.safe_load(PROMETHEUS.read_text(encoding="utf-8"))["scrape_configs"]
    kept = {tuple(it["source_labels"]): it["regex"].split("|") for it in job["relabel_configs"] if "action" in it}
    assert kept[(POD_PORT,)] == [declared["name"]]
    assert name in kept[(POD_NAME,)]


@both
@each_service
def test_addresses_of_other_services_are_theirs(overlay: Overlay, name: str) -> None:
    for variable, address in overlay.environment(name).items():
        if variable.endswith("_ADDRESS"):
            # A name in gRPC's own form stands for all of its addresses, so that replicas share the calls.
            scheme, _, authority = address.partition(":///")
            assert scheme == "dns"
            host, _, port = authority.partition(":")
            service = overlay.named("Service", host)["spec"]
            # Clients connect to the pods themselves, so the port has to be the pod's.
            assert service["clusterIP"] == "None"
            assert overlay.environment(host)["MOMENTO_LISTEN"].rpartition(":")[2] == port
            assert [each["port"] for each in service["ports"]] == [int(port)]


@both
@each_service
def test_a_service_proves_its_own_name_and_holds_no_other_key(overlay: Overlay, name: str) -> None:
    volumes = [each["secret"]["secretName"] for each in overlay.pods()[name]["spec"]["volumes"] if "secret" in each]
    own = [each for each in volumes if each.startswith("mesh-")]
    assert own == [f"mesh-{name}"]
    certificate = overlay.named("Certificate", own[0])["spec"]
    assert (certificate["uris"], certificate["dnsNames"]) == ([f"spiffe://momento/{name}"], [name])
    assert certificate["secretName"] == own[0]
    assert {"server auth", "client auth"} <= set(certificate["usages"])


@both
def test_every_pod_is_as_the_restricted_profile_demands(overlay: Overlay) -> None:
    for template in overlay.pods().values():
        spec = template["spec"]
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        assert all({"secret", "emptyDir", "persistentVolumeClaim"} & each.keys() for each in spec["volumes"])
        for container in containers(template):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "runAsNonRoot": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"requests", "limits"} <= container["resources"].keys()
    assert (
        overlay.named("Namespace", "momento")["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        == "restricted"
    )


@both
def test_folders_of_pods_have_a_limit(overlay: Overlay) -> None:
    for template in overlay.pods().values():
        assert all("sizeLimit" in each["emptyDir"] for each in template["spec"]["volumes"] if "emptyDir" in each)


@both
@each_service
def test_a_service_has_time_to_end(overlay: Overlay, name: str) -> None:
    spec = overlay.pods()[name]["spec"]
    pause = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    # Twenty seconds for calls under way; for the scanner 45, for the edge as long as an upload of a patient sender.
    longest = {"auth": 21, "catalog": 21, "scanner": 46, "ingest": 120}[name]
    assert spec["terminationGracePeriodSeconds"] > pause + longest


@both
@each_service
def test_a_service_goes_on_while_a_node_is_emptied(overlay: Overlay, name: str) -> None:
    assert overlay.named("HorizontalPodAutoscaler", name)["spec"]["minReplicas"] == 2
    assert overlay.named("PodDisruptionBudget", name)["spec"]["maxUnavailable"] == 1
    spec = overlay.named("Deployment", name)["spec"]
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert spec["minReadySeconds"] >= DNS_SECONDS


def test_the_spool_on_efs_is_encrypted_on_the_way_and_no_node_remembers_what_lies_there() -> None:
    eks = built("eks")
    assert eks.named("PersistentVolumeClaim", "spool")["spec"]["storageClassName"] == "momento-efs"
    assert eks.named("StorageClass", "momento-efs")["mountOptions"] == ["tls", "lookupcache=none", "actimeo=1"]
