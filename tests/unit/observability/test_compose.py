"""On one machine, `--profile observe` brings traces and metrics from the services to what shows them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from momento_chassis.exporting import METRICS_LISTEN

from tests.containers.compose_file import COMPOSE, ComposeFile, read
from tests.observability.documented_metrics import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

SERVICES = ("auth", "scanner", "catalog", "ingest")
VIEWERS = ("collector", "jaeger", "prometheus", "grafana")
TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"


def settings() -> dict[str, str]:
    """What operators are told to give to compose for this."""
    lines = (COMPOSE.parent / "observe.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def observed() -> ComposeFile:
    return read(COMPOSE, settings(), ["observe"])


def written(name: str) -> Any:
    return yaml.safe_load((COMPOSE.parent / name).read_text(encoding="utf-8"))


def meet(file: ComposeFile, one: str, other: str) -> bool:
    """Whether they are in a network together."""
    return bool(set(file.services[one].networks) & set(file.services[other].networks))


def mounted(file: ComposeFile, name: str) -> dict[str, Path]:
    """The files and folders of the repository that a container sees, by their places there."""
    mounts = [each for each in file.services[name].mounts if each.volume and each.volume.startswith(".")]
    assert all(each.mode == "ro" for each in mounts)
    return {each.target: (COMPOSE.parent / str(each.volume)).resolve() for each in mounts}


def test_nothing_of_it_starts_and_nothing_is_sent_unless_it_is_asked_for() -> None:
    plain = read(COMPOSE, {})
    assert not plain.services.keys() & set(VIEWERS)
    assert {plain.services[name].environment[given] for name in SERVICES for given in (TRACES, METRICS_LISTEN)} == {""}


@pytest.mark.parametrize("name", SERVICES)
def test_traces_go_to_the_collector_and_from_there_to_the_viewer(observed: ComposeFile, name: str) -> None:
    collector = written("collector.yaml")
    port = collector["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"].rpartition(":")[2]
    assert observed.services[name].environment[TRACES] == f"http://collector:{port}"
    assert meet(observed, name, "collector")
    viewer, _, _ = collector["exporters"]["otlp/viewer"]["endpoint"].partition(":")
    assert meet(observed, "collector", viewer)
    assert collector["service"]["pipelines"]["traces"]["exporters"] == ["otlp/viewer"]


@pytest.mark.parametrize("name", SERVICES)
def test_prometheus_asks_every_replica_where_it_listens(observed: ComposeFile, name: str) -> None:
    jobs = {job["job_name"]: job["dns_sd_configs"] for job in written("prometheus.yaml")["scrape_configs"]}
    port = int(observed.services[name].environment[METRICS_LISTEN].rpartition(":")[2])
    assert jobs[f"momento-{name}"] == [{"names": [name], "type": "A", "port": port}]
    assert meet(observed, name, "prometheus")


def test_grafana_asks_those_that_there_are(observed: ComposeFile) -> None:
    for source in written("grafana/datasources.yaml")["datasources"]:
        host = source["url"].removeprefix("http://").partition(":")[0]
        assert source["type"] == host
        assert meet(observed, "grafana", host)


def test_what_they_are_given_is_there(observed: ComposeFile) -> None:
    seen = {name: mounted(observed, name) for name in VIEWERS}
    assert all(path.exists() for paths in seen.values() for path in paths.values())
    assert seen["prometheus"]["/etc/observability/alerts.yaml"] == FOLDER / "alerts.yaml"
    assert written("prometheus.yaml")["rule_files"] == ["../observability/alerts.yaml"]
    (provider,) = written("grafana/dashboards.yaml")["providers"]
    shown = seen["grafana"][provider["options"]["path"]]
    assert {json.loads(path.read_text(encoding="utf-8"))["uid"] for path in shown.glob("*.json")} == {
        "momento-uploads",
        "momento-operations",
    }


@pytest.mark.parametrize("name", VIEWERS)
def test_a_viewer_is_pinned_contained_and_open_to_this_machine_alone(observed: ComposeFile, name: str) -> None:
    viewer = observed.services[name]
    version = viewer.image.rpartition(":")[2]
    assert version.removeprefix("v").replace(".", "").isdecimal()
    assert viewer.read_only
    assert viewer.cap_drop == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in viewer.ports)
    assert all(observed.internal[network] for network in viewer.networks if network != "viewers")


def test_the_public_address_is_told_to_who_makes_certificates_and_to_who_binds_passkeys() -> None:
    address = "https://photos.example.org"
    file = read(COMPOSE, {"MOMENTO_PUBLIC_URL": address})
    assert {file.services[name].environment["MOMENTO_PUBLIC_URL"] for name in ("aws", "auth")} == {address}
