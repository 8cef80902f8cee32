"""The evaluator decides as the Kubernetes API reference says."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.security.kubernetes.network import Host, Pod, may_reach, selects

LABELS = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"))
ADDRESSES = st.ip_addresses(v=4)
A, B = Pod("here", {"a": "x"}), Pod("here", {"b": "x"}, {"web": 8080})
ELSEWHERE = Pod("there", {"b": "x"})
EVERYBODY: dict[str, Any] = {}


def policy(selector: dict[str, Any], **rules: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = [name.capitalize() for name in rules]
    spec = {"podSelector": selector, "policyTypes": kinds, **{name: rule for name, rule in rules.items() if rule}}
    return {"metadata": {"namespace": "here"}, "spec": spec}


def reaches(*policies: dict[str, Any], source: Pod | Host = A, target: Pod | Host = B, port: int = 8080) -> bool:
    return may_reach(policies, source, target, port)


def test_without_a_policy_everybody_reaches_everybody() -> None:
    assert reaches()


@pytest.mark.parametrize("way", ["ingress", "egress"])
def test_a_policy_without_rules_shuts_its_own_direction_only(way: str) -> None:
    shut = policy(EVERYBODY, **{way: []})
    assert not reaches(shut)
    assert reaches(shut, source=ELSEWHERE) == (way == "egress")
    assert reaches(shut, target=ELSEWHERE) == (way == "ingress")


def test_policies_add_up_and_both_sides_must_agree() -> None:
    shut = policy(EVERYBODY, ingress=[], egress=[])
    leave, enter = policy(A_ONLY, egress=[{}]), policy(B_ONLY, ingress=[{}])
    assert not reaches(shut, leave)
    assert not reaches(shut, enter)
    assert reaches(shut, leave, enter)


A_ONLY: dict[str, Any] = {"matchLabels": {"a": "x"}}
B_ONLY: dict[str, Any] = {"matchLabels": {"b": "x"}}


@pytest.mark.parametrize(
    ("peer", "here", "there"),
    [
        ({"podSelector": B_ONLY}, True, False),
        ({"podSelector": A_ONLY}, False, False),
        ({"namespaceSelector": {}}, True, True),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "there"}}}, False, True),
        ({"namespaceSelector": {}, "podSelector": A_ONLY}, False, False),
        ({"ipBlock": {"cidr": "0.0.0.0/0"}}, False, False),
    ],
)
def test_a_peer_is_a_pod_of_the_same_namespace_unless_it_names_namespaces(
    peer: dict[str, Any], *, here: bool, there: bool
) -> None:
    rule = policy(A_ONLY, egress=[{"to": [peer]}])
    assert (reaches(rule), reaches(rule, target=ELSEWHERE)) == (here, there)


@pytest.mark.parametrize(
    ("port", "open_"),
    [
        ({"port": 8080}, True),
        ({"port": 8081}, False),
        ({"port": 8000, "endPort": 8080}, True),
        ({"port": 8081, "endPort": 9000}, False),
        ({"port": "web"}, True),
        ({"port": "grpc"}, False),
        ({"port": 8080, "protocol": "UDP"}, False),
        ({}, True),
    ],
)
def test_a_port_is_a_number_a_span_or_a_name_of_one_protocol(port: dict[str, Any], *, open_: bool) -> None:
    assert reaches(policy(A_ONLY, egress=[{"ports": [port]}])) == open_


@given(ADDRESSES, st.integers(0, 32), st.integers(0, 32))
def test_an_exception_takes_its_addresses_out_of_the_block(address: Any, wide: int, narrow: int) -> None:
    block, hole = (IPv4Network((int(address), max(wide, narrow)), strict=False) for _ in range(2))
    block = IPv4Network((int(address), min(wide, narrow)), strict=False)
    rule = policy(EVERYBODY, egress=[{"to": [{"ipBlock": {"cidr": str(block), "except": [str(hole)]}}]}])
    assert not reaches(rule, target=Host(str(address)))
    assert reaches(rule, target=Host(str(block[0]))) == (block[0] not in hole)


@given(ADDRESSES)
def test_a_host_is_bound_by_no_policy_of_its_own(address: Any) -> None:
    assert reaches(policy(EVERYBODY, egress=[]), source=Host(str(ip_address(address))))


@given(LABELS, st.sampled_from("abc"), st.lists(st.sampled_from("xyz")))
def test_operators_come_in_opposites(labels: dict[str, str], key: str, values: list[str]) -> None:
    def holds(operator: str) -> bool:
        return selects({"matchExpressions": [{"key": key, "operator": operator, "values": values}]}, labels)

    assert holds("In") is not holds("NotIn")
    assert holds("Exists") is not holds("DoesNotExist")
    assert holds("In") == (labels.get(key) in values)


@given(LABELS, LABELS)
def test_labels_match_when_they_are_all_there(wanted: dict[str, str], labels: dict[str, str]) -> None:
    assert selects({"matchLabels": wanted}, labels) == (wanted.items() <= labels.items())


def test_an_unknown_operator_is_no_match_but_a_mistake() -> None:
    with pytest.raises(ValueError, match="Near"):
        selects({"matchExpressions": [{"key": "a", "operator": "Near"}]}, {})
