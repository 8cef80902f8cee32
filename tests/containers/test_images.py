"""What is in the images, and with how little they run."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import docker
import pytest

from tests.containers.images import SERVICES, sizes

if TYPE_CHECKING:
    from tests.containers.site import Site

pytestmark = pytest.mark.timeout(300, func_only=True)  # what starts the containers has limits of its own

OURS = (*SERVICES, "clamav")
TOOLS = ("pip", "pip3", "uv", "npm", "node", "gcc", "cc", "make", "apt", "apt-get")
NO_CAPABILITY = "0000000000000000"
PORTS = {"auth": 7101, "scanner": 7102, "catalog": 7103, "ingest": 8443, "aws": 7104, "postgres": 5432}
MESH = {"auth", "scanner", "catalog", "ingest"}
REACHED = {
    "auth": MESH | {"postgres"},
    "scanner": MESH,
    "catalog": MESH | {"aws"},
    "ingest": MESH | {"aws"},
    "aws": {"catalog", "ingest", "aws"},
}
"""Who reaches whom over the networks of the compose file; within the mesh, each service's table of callers decides."""
KNOCK = """
import socket, sys
for each in sys.argv[1:]:
    name, _, place = each.partition("@")
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        continue
    print(name)
"""
FOUND = "import sys, importlib.util; print(importlib.util.find_spec(sys.argv[1]) is not None)"
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize("name", OURS)
def test_it_runs_without_root_rights_capabilities_or_a_writable_root(site: Site, name: str) -> None:
    box = site[name]
    status = dict(line.split(":\t", 1) for line in box.run("cat", "/proc/1/status").splitlines() if ":\t" in line)
    assert {int(number) for number in status["Uid"].split()} == {10001}
    assert {int(number) for number in status["Gid"].split()} == {10001}
    assert [status[kind] for kind in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")] == [NO_CAPABILITY] * 5
    assert status["NoNewPrivs"] == "1"
    root = next(line for line in box.run("cat", "/proc/mounts").splitlines() if line.split()[1] == "/")
    assert "ro" in root.split()[3].split(",")


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_in_it_installs_or_builds(site: Site, version: str, name: str) -> None:
    look = "import shutil, sys, importlib.util; print([each for each in sys.argv[1:] if shutil.which(each)])"
    assert site[name].run("python", "-c", look, *TOOLS).strip() == "[]"
    assert site[name].run("python", "-c", FOUND, "pip") == "False\n"
    find = ["find", "/", "-xdev", "-type", "f", "-perm", "/6000"]
    image = f"momento-{name}:{version}"
    lending = docker.from_env().containers.run(image, entrypoint=find, user="0", network_mode="none", remove=True)
    assert lending == b"", "files that lend the rights of their owner"


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_of_the_build_stays_in_it(version: str, name: str) -> None:
    image = docker.from_env().images.get(f"momento-{name}:{version}")
    reported = json.dumps([image.history(), image.attrs["Config"]["Env"]])
    assert "http://" not in reported
    assert "https://" not in reported
    assert image.labels["org.opencontainers.image.title"] == f"momento-{name}"
    assert image.labels["org.opencontainers.image.version"] == version


@pytest.mark.parametrize("name", ["auth", "scanner"])
def test_a_service_without_aws_has_no_aws_library_and_no_credentials(site: Site, name: str) -> None:
    assert site[name].run("python", "-c", FOUND, "boto3") == "False\n"
    assert site[name].run("python", "-c", FOUND, "grpc") == "True\n"
    variables, files = site[name].run("env"), site[name].run("ls", "/run/momento")
    assert "MOMENTO_LISTEN" in variables
    assert "AWS" not in variables
    assert "tls.key" in files
    assert "aws" not in files


def test_each_service_has_the_private_keys_of_nobody_else(site: Site) -> None:
    keys = [site[name].run("cat", "/run/momento/tls.key") for name in ("auth", "scanner", "catalog", "ingest")]
    assert len(set(keys)) == 4


@pytest.mark.parametrize(("name", "reached"), REACHED.items())
def test_a_container_reaches_those_it_has_to_do_with(site: Site, name: str, reached: set[str]) -> None:
    addresses = [f"{other}@{address}:{port}" for other, port in PORTS.items() for address in site[other].addresses()]
    found = site[name].run("python", "-c", KNOCK, *addresses).split()
    assert set(found) == reached


def test_the_engine_finds_every_container_healthy_by_itself(site: Site) -> None:
    for name in site.names:
        site[name].wait_found_healthy()


def test_no_image_is_larger_than_it_has_to_be_and_all_sizes_are_listed(
    version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = sizes(version)
    with capsys.disabled():
        sys.stdout.writelines(f"\n{name:16} {size / MEBIBYTE:4.0f} MiB" for name, size in listed.items())
    assert max(listed.values()) < 700 * MEBIBYTE
