"""The files of deploy/docker and deploy/compose, which say again what stands elsewhere, say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from momento_local import site
from momento_local.clamd import CONFIGURATION, MAX_SCAN, SCAN_MILLISECONDS
from momento_local.settings import REPOSITORY

DOCKER = REPOSITORY / "deploy/docker"
PLACES = frozenset({"LocalSocket", "DatabaseDirectory", "TemporaryDirectory"})
COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "deploy/compose/compose.yaml").read_text(encoding="utf-8"))
OTHERS = {"postgres", "collector", "jaeger", "prometheus", "grafana"}
"""Images that others publish; tests/unit/observability/test_compose.py looks at those of the profile `observe`."""
OURS = {name: service for name, service in COMPOSE["services"].items() if name not in OTHERS}


def settings(text: str) -> dict[str, str]:
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value for name, value in lines if name not in PLACES}


def test_clamd_in_its_image_is_set_up_as_the_launcher_does() -> None:
    folder = Path("/")
    launched = CONFIGURATION.format(
        socket=folder, signatures=folder, temporary=folder, largest=MAX_SCAN, milliseconds=SCAN_MILLISECONDS
    )
    imaged = settings((DOCKER / "clamd.conf").read_text(encoding="ascii"))
    assert imaged.pop("SelfCheck") == "300"
    assert imaged == settings(launched)


def test_images_and_the_launcher_install_the_same_uv_and_only_by_its_hash() -> None:
    script = (REPOSITORY / "momento").read_text(encoding="utf-8")
    assert '"deploy" / "docker" / "tools.lock"' in script
    installing = script[script.index("def install_uv") : script.index("def make_environment")]
    assert '"--require-hashes", "--requirement", UV_LOCK' in installing
    pinned = (DOCKER / "tools.in").read_text(encoding="ascii").strip()
    assert f"{pinned} " in (DOCKER / "tools.lock").read_text(encoding="ascii")


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_containers_has_no_more_rights_than_it_needs(name: str) -> None:
    service = OURS[name]
    assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc"} & service.keys()


def test_unless_told_otherwise_compose_serves_this_machine_alone_and_people_who_are_invited() -> None:
    (port,) = COMPOSE["services"]["ingest"]["ports"]
    assert port == "${MOMENTO_PUBLISH_ADDRESS:-127.0.0.1}:${MOMENTO_PORT:-8443}:8443"
    auth = COMPOSE["services"]["auth"]["environment"]
    assert auth["MOMENTO_AUTH_REGISTRATION"] == "${MOMENTO_AUTH_REGISTRATION:-invited}"


def test_in_compose_the_edge_does_not_wait_for_the_scanner_and_its_signatures() -> None:
    assert set(COMPOSE["services"]["ingest"]["depends_on"]) == {"aws", "auth", "catalog"}


def test_only_the_edge_has_a_port_and_only_it_and_freshclam_a_way_out() -> None:
    assert [name for name, service in OURS.items() if "ports" in service] == ["ingest"]
    assert {name for name, service in OURS.items() if "public" in service.get("networks", [])} == {
        "ingest",
        "signatures",
        "freshclam",
    }
    assert [name for name, wish in COMPOSE["networks"].items() if not wish.get("internal")] == ["public", "viewers"]
    assert not [name for name, service in OURS.items() if "viewers" in service.get("networks", [])]


def test_nobody_mounts_the_secrets_of_another_but_who_makes_them() -> None:
    for name, service in OURS.items():
        mounted = {text.partition(":")[0] for text in service.get("volumes", []) if "-files:" in text}
        assert mounted <= {f"{name}-files"} or name == site.NAME


def test_no_secret_stands_in_the_environment() -> None:
    for service in OURS.values():
        secrets = [name for name in service.get("environment", {}) if re.search(r"_KEY$|PASSWORD$|DATABASE_URL$", name)]
        assert secrets == []
