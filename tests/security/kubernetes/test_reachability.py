"""Exactly the arrows of the architecture, and no other connection, is left open by the NetworkPolicies."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.security.kubernetes.network import Host, Pod, may_reach
from tests.security.kubernetes.overlays import NAME, NAMESPACE, OVERLAYS, Overlay, built, containers

if TYPE_CHECKING:
    from collections.abc import Iterable

    Arrow = tuple[str, str, int]

INTERNET, METADATA, AGENT = Host("52.95.110.1"), Host("169.254.169.254"), Host("169.254.170.23")
SURROUNDINGS: dict[str, Pod | Host] = {
    "names": Pod("kube-system", {"k8s-app": "kube-dns"}),
    "collector": Pod("observability", {NAME: "collector"}),
    "prometheus": Pod("observability", {NAME: "prometheus"}),
    "impostor of prometheus": Pod("default", {NAME: "prometheus"}),
    "nginx": Pod("ingress-nginx", {NAME: "ingress-nginx"}),
    "stranger": Pod("default", {NAME: "ingest"}),
    "impostor of nginx": Pod("default", {NAME: "ingress-nginx"}),
    "balancer": Host("10.0.1.20"),
    "database": Host("10.0.50.7"),
    "node": Host("10.0.100.1"),
    "home": Host("192.168.1.1"),
    "internet": INTERNET,
    "node's credentials": METADATA,
    "pods' credentials": AGENT,
}
OTHER_PORTS = frozenset({22, 53, 80, 443, 465, 587, 4317, 5432, 6443, 7104, 9464, 10250})

SERVICES: tuple[Arrow, ...] = (
    ("ingest", "auth", 7101),
    ("ingest", "scanner", 7102),
    ("ingest", "catalog", 7103),
    ("catalog", "auth", 7101),
    ("freshclam", "internet", 443),
)
"""The architecture's table: the edge asks all, the catalog asks auth, and the scanner asks nobody."""
LOOK_UP_NAMES = ("auth", "catalog", "ingest", "migrations", "freshclam")
TRACED = ("auth", "catalog", "ingest", "scanner")
ARROWS: dict[str, frozenset[Arrow]] = {
    "local": frozenset(
        {
            *SERVICES,
            ("nginx", "ingest", 8443),
            ("auth", "postgres", 5432),
            ("migrations", "postgres", 5432),
            ("ingest", "aws", 7104),
            ("catalog", "aws", 7104),
            *((each, "names", 53) for each in (*LOOK_UP_NAMES, "aws", "postgres")),
        }
    ),
    "eks": frozenset(
        {
            *SERVICES,
            ("balancer", "ingest", 8443),
            ("auth", "database", 5432),
            ("migrations", "database", 5432),
            ("ingest", "internet", 443),
            ("catalog", "internet", 443),
            *((each, "names", 53) for each in (*LOOK_UP_NAMES, "scanner")),
            *((each, "collector", 4317) for each in TRACED),
            *(("prometheus", each, 9464) for each in TRACED),
        }
    ),
}


def parties(overlay: Overlay) -> dict[str, Pod | Host]:
    """The pods of the overlay and what is around them."""
    pods: dict[str, Pod | Host] = {}
    for name, template in overlay.pods().items():
        ports = {port["name"]: port["containerPort"] for each in containers(template) for port in each.get("ports", ())}
        pods[name] = Pod(NAMESPACE, template["metadata"]["labels"], ports)
    return {**SURROUNDINGS, **pods}


def open_arrows(overlay: Overlay) -> Iterable[Arrow]:
    """Every connection that one of ours may open, or that may be opened to one of ours."""
    everybody, policies = parties(overlay), overlay.of("NetworkPolicy")
    listening = {port for party in everybody.values() if isinstance(party, Pod) for port in party.ports.values()}
    for source, target in product(everybody, repeat=2):
        ours = everybody.keys() - SURROUNDINGS.keys()
        if source != target and ours & {source, target}:
            for port in listening | OTHER_PORTS:
                if may_reach(policies, everybody[source], everybody[target], port):
                    yield source, target, port


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_open_connections_are_those_of_the_architecture(name: str) -> None:
    assert frozenset(open_arrows(built(name))) == ARROWS[name]


@pytest.mark.parametrize("name", OVERLAYS)
def test_names_are_looked_up_by_udp_too_and_nothing_else_is_open_to_it(name: str) -> None:
    overlay = built(name)
    everybody = parties(overlay)
    for source, target in product(everybody.keys() - SURROUNDINGS.keys(), everybody):
        for port in OTHER_PORTS:
            reached = may_reach(overlay.of("NetworkPolicy"), everybody[source], everybody[target], port, "UDP")
            assert reached == ((source, target, port) in ARROWS[name] and port == 53)
