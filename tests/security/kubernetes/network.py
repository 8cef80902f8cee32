"""Who may reach whom, by NetworkPolicies as the API reference of Kubernetes defines them (networking.k8s.io/v1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Policy = Mapping[str, Any]


@dataclass(frozen=True)
class Pod:
    """A pod; `ports` are its named container ports."""

    namespace: str
    labels: Mapping[str, str]
    ports: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Host:
    """Something with an address outside the cluster, or the node itself."""

    address: str


def may_reach(
    policies: Iterable[Policy], source: Pod | Host, target: Pod | Host, port: int, protocol: str = "TCP"
) -> bool:
    """Whether a connection may be opened: the source's egress and the target's ingress both have to allow it."""
    known = list(policies)
    leaves = _allowed(known, "Egress", source, target, target, port, protocol)
    return leaves and _allowed(known, "Ingress", target, source, target, port, protocol)


def _allowed(
    policies: list[Policy], way: str, pod: Pod | Host, other: Pod | Host, target: Pod | Host, port: int, protocol: str
) -> bool:
    if isinstance(pod, Host):
        return True
    applying = [each for each in policies if way in each["spec"]["policyTypes"] and _applies(each, pod)]
    rules = ((each, rule) for each in applying for rule in each["spec"].get(way.lower(), ()))
    return not applying or any(
        _peers_match(policy, rule.get("to" if way == "Egress" else "from"), other)
        and _ports_match(rule.get("ports"), target, port, protocol)
        for policy, rule in rules
    )


def _applies(policy: Policy, pod: Pod) -> bool:
    return pod.namespace == policy["metadata"]["namespace"] and selects(policy["spec"]["podSelector"], pod.labels)


def _peers_match(policy: Policy, peers: list[Mapping[str, Any]] | None, other: Pod | Host) -> bool:
    # No list, or an empty one, is everybody.
    return not peers or any(_peer_matches(policy, peer, other) for peer in peers)


def _peer_matches(policy: Policy, peer: Mapping[str, Any], other: Pod | Host) -> bool:
    if "ipBlock" in peer:
        return isinstance(other, Host) and _block_holds(peer["ipBlock"], other.address)
    if isinstance(other, Host):
        return False
    if "namespaceSelector" in peer:
        here = selects(peer["namespaceSelector"], {"kubernetes.io/metadata.name": other.namespace})
    else:
        here = other.namespace == policy["metadata"]["namespace"]
    return here and selects(peer.get("podSelector", {}), other.labels)


def _block_holds(block: Mapping[str, Any], address: str) -> bool:
    found = ip_address(address)
    return found in ip_network(block["cidr"]) and not any(found in ip_network(each) for each in block.get("except", ()))


def _ports_match(ports: list[Mapping[str, Any]] | None, target: Pod | Host, port: int, protocol: str) -> bool:
    return not ports or any(_port_matches(each, target, port, protocol) for each in ports)


def _port_matches(wanted: Mapping[str, Any], target: Pod | Host, port: int, protocol: str) -> bool:
    if wanted.get("protocol", "TCP") != protocol:
        return False
    first = wanted.get("port")
    if isinstance(first, str):
        return isinstance(target, Pod) and target.ports.get(first) == port
    return first is None or first <= port <= wanted.get("endPort", first)


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether a label selector holds for `labels`; an empty one holds for all."""
    equal = all(labels.get(name) == value for name, value in selector.get("matchLabels", {}).items())
    return equal and all(_holds(each, labels) for each in selector.get("matchExpressions", ()))


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    value, values = labels.get(expression["key"]), expression.get("values", ())
    match expression["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case unknown:
            raise ValueError(f"There is no operator {unknown}.")
