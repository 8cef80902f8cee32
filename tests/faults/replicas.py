"""A whole Momento with two replicas of each service, as a cluster runs it."""

from __future__ import annotations

import dataclasses
import ssl
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import yaml
from momento_local.ports import Ports
from momento_local.process import Process
from momento_local.readiness import GrpcHealth, HttpReadiness
from momento_local.stack import Stack

from tests.faults.balancer import Balancer
from tests.faults.crowd import TIMEOUT_SECONDS
from tests.faults.gated_stack import rerouted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from momento_local.settings import Settings

_MANIFESTS = Path(__file__).parents[2] / "deploy/kubernetes/base"
INNER = ("auth", "scanner", "catalog")


@dataclass(frozen=True)
class Replicas:
    """The running replicas: `services[name]` are both of one service."""

    stack: Stack
    balancer: Balancer
    services: Mapping[str, tuple[Process, Process]]
    edges: tuple[int, int]

    @property
    def url(self) -> str:
        """The address of both replicas of the edge."""
        return f"https://localhost:{self.balancer.port}"

    def client(self, kept_alive: int = 1) -> httpx.Client:
        """A client of both replicas of the edge; `kept_alive` is how many connections it uses again."""
        trust = ssl.create_default_context(cafile=str(self.stack.edge_authority))
        limits = httpx.Limits(max_keepalive_connections=kept_alive)
        return httpx.Client(base_url=self.url, verify=trust, limits=limits, timeout=TIMEOUT_SECONDS)

    def restart(self, name: str, number: int) -> None:
        """Ends one replica as a rollout does, and starts it anew; returns when a rollout would end the next."""
        process, edge = self.services[name][number], self.edges[number]
        if name == "ingest":
            self.balancer.pause(edge)
            time.sleep(_pre_stop_seconds(name))
        process.stop()
        process.start()
        process.wait_ready()
        if name == "ingest":
            self.balancer.take_back(edge)
        # Ready is what the replica says; that every client has found it again only time tells.
        time.sleep(_deployment(name)["minReadySeconds"])


@contextmanager
def two_of_each(settings: Settings) -> Iterator[Replicas]:
    """Runs them while the block lasts."""
    stack, first, second = Stack(settings), settings.ports, Ports.free()
    both = {name: f"ipv4:127.0.0.1:{getattr(first, name)},127.0.0.1:{getattr(second, name)}" for name in INNER}
    addresses = {f"MOMENTO_{name.upper()}_ADDRESS": address for name, address in both.items()}
    services: dict[str, tuple[Process, Process]] = {}
    with ExitStack() as opened:
        for name in (*INNER, "ingest"):
            rerouted(stack[name], addresses)
            services[name] = (stack[name], _second(stack, name, second))
        opened.enter_context(stack)
        for _, replica in services.values():
            opened.callback(replica.stop)
            replica.start()
            replica.wait_ready()
        balancer = opened.enter_context(Balancer((first.edge, second.edge)))
        yield Replicas(stack, balancer, services, (first.edge, second.edge))


def _second(stack: Stack, name: str, ports: Ports) -> Process:
    """Another replica of a service, on ports of its own; what replicas share, it shares."""
    work = stack.home.path / f"{name}-2"
    work.mkdir(mode=0o700)
    listen = f"127.0.0.1:{ports.edge if name == 'ingest' else getattr(ports, name)}"
    part = dataclasses.replace(stack[name].part, name=f"{name}-2", probe=_probe(stack, name, ports))
    replica = Process(part, stack.home)
    own = {
        "MOMENTO_LISTEN": listen,
        "MOMENTO_METRICS_LISTEN": f"127.0.0.1:{ports.metrics(name)}",
        **({"MOMENTO_OPERATIONS_LISTEN": f"127.0.0.1:{ports.operations}"} if name == "ingest" else {}),
        **({"MOMENTO_SCANNER_WORK_FOLDER": str(work)} if name == "scanner" else {}),
    }
    rerouted(replica, own)
    return replica


def _probe(stack: Stack, name: str, ports: Ports) -> HttpReadiness | GrpcHealth:
    if name == "ingest":
        return HttpReadiness(ports.operations)
    return GrpcHealth(name, getattr(ports, name), stack._services.operator)


def _pre_stop_seconds(name: str) -> int:
    """How long a cluster waits between putting a replica aside and telling it to end."""
    (container,) = _deployment(name)["template"]["spec"]["containers"]
    return int(container["lifecycle"]["preStop"]["sleep"]["seconds"])


def _deployment(name: str) -> dict[str, Any]:
    """What a cluster is told of the service: the `spec` of its Deployment."""
    documents = yaml.safe_load_all((_MANIFESTS / f"{name}.yaml").read_text(encoding="utf-8"))
    spec: dict[str, Any] = next(each["spec"] for each in documents if each["kind"] == "Deployment")
    return spec
