"""Momento in containers, as `deploy/compose/compose.yaml` describes it, with two edges and two scanners."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Self

import docker
import httpx
from momento_local.clamd import TEST_SIGNATURES
from momento_local.ports import free_port
from testcontainers.core.network import Network

from tests.containers.box import Box
from tests.containers.compose_file import COMPOSE, read

if TYPE_CHECKING:
    from types import TracebackType

STAGES: Final = (
    ("aws", "clamav"),
    ("postgres",),
    ("auth",),
    ("scanner", "scanner-2", "catalog"),
    ("ingest", "ingest-2", "prometheus"),
)
"""In the order that `depends_on` asks for. Left out are freshclam, because tests have no signatures to fetch, and those
of the profile `observe` whose programs Debian does not have."""
EDGES: Final = ("ingest", "ingest-2")
EDGE_PORT: Final = 8443
METRICS_PORT: Final = 9464
AUTHORITY: Final = "/var/lib/momento/aws/certificates/edge-authority.pem"
LINK_SECONDS: Final = 3
SECONDS: Final = 30


class Site:
    """The containers by their names in compose.yaml; the second edge is `ingest-2`, the second scanner `scanner-2`."""

    def __init__(self, version: str) -> None:
        """Prepares the site from the images of `version`."""
        variables = {
            "MOMENTO_VERSION": version,
            "MOMENTO_POSTGRES_IMAGE": f"momento-postgres:{version}",
            "MOMENTO_PROMETHEUS_IMAGE": f"momento-prometheus:{version}",
            "MOMENTO_AUTH_REGISTRATION": "open",
            "MOMENTO_AUTH_REGISTRATIONS_PER_HOUR": "10000",
            "MOMENTO_LINK_SECONDS": str(LINK_SECONDS),
            "MOMENTO_METRICS_LISTEN": f"0.0.0.0:{METRICS_PORT}",
            # The test signature never changes, so its age says nothing.
            "MOMENTO_SCANNER_SIGNATURE_MAX_AGE_HOURS": "0",
        }
        self.file = read(COMPOSE, variables, ["observe"])
        self._client = docker.from_env()
        self._ending = ExitStack()
        self._boxes: dict[str, Box] = {}
        self._authority = ""
        self._ports = {edge: free_port() for edge in EDGES}

    def __getitem__(self, name: str) -> Box:
        """One container."""
        return self._boxes[name]

    @property
    def names(self) -> list[str]:
        """All containers, in the order of starting."""
        return list(self._boxes)

    def __enter__(self) -> Self:
        """Starts everything and returns when all are healthy."""
        try:
            self._start()
        except BaseException:
            self._ending.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes everything."""
        self._ending.close()

    def wait_healthy(self) -> None:
        """Returns when every container is."""
        for box in self._boxes.values():
            box.wait_healthy()

    def client(self, edge: str = "ingest") -> httpx.Client:
        """Speaks with one of the edges."""
        trust = ssl.create_default_context(cadata=self._authority)
        return httpx.Client(base_url=f"https://localhost:{self._ports[edge]}", verify=trust, timeout=SECONDS)

    def _start(self) -> None:
        volumes = {name: self._volume() for name in self._named_volumes()}
        networks = {name: self._network(internal=internal) for name, internal in self.file.internal.items()}
        self._give_signatures(volumes["signatures"])
        for stage in STAGES:
            for name in stage:
                service = self.file.services[name.removesuffix("-2")]
                ports = {EDGE_PORT: self._ports[name]} if name in self._ports else {}
                box = Box(service, volumes, [networks[each] for each in service.networks], ports)
                self._ending.callback(box.remove)
                box.begin()
                self._boxes[name] = box
            for name in stage:
                self[name].wait_healthy()
        self._authority = self["aws"].run("cat", AUTHORITY)

    def _named_volumes(self) -> set[str]:
        named = (mount.volume for service in self.file.services.values() for mount in service.mounts)
        return {volume for volume in named if volume and not volume.startswith(".")}

    def _volume(self) -> str:
        made = self._client.volumes.create()
        self._ending.callback(made.remove, force=True)
        name: str = made.name
        return name

    def _network(self, *, internal: bool) -> Network:
        made = Network(docker_network_kw={"internal": internal}).create()
        self._ending.callback(made.remove)
        return made

    def _give_signatures(self, volume: str) -> None:
        self._client.containers.run(
            self.file.services["clamav"].image,
            entrypoint=["sh", "-c", 'printf %s "$SIGNATURES" > /var/lib/clamav/test.ndb'],
            environment={"SIGNATURES": TEST_SIGNATURES},
            volumes={volume: {"bind": "/var/lib/clamav", "mode": "rw"}},
            network_mode="none",
            remove=True,
        )
