from __future__ import annotations

from dataclasses import asdict, fields

import pytest
from momento_local.errors import LaunchError
from momento_local.ports import Ports


def test_ports_are_the_documented_ones_when_nothing_is_said() -> None:
    assert Ports.from_environ({}) == Ports(
        edge=8443,
        operations=8444,
        auth=7101,
        scanner=7102,
        catalog=7103,
        aws=7104,
        auth_metrics=7111,
        scanner_metrics=7112,
        catalog_metrics=7113,
        ingest_metrics=7114,
    )


def test_one_variable_moves_all_ports() -> None:
    assert Ports.from_environ({"MOMENTO_PORT_BASE": "9000"}) == Ports(*range(9000, 9010))


def test_a_single_port_can_be_moved_beside_the_base() -> None:
    ports = Ports.from_environ({"MOMENTO_PORT_BASE": "9000", "MOMENTO_PORT_AWS": "4566"})
    assert (ports.catalog, ports.aws) == (9004, 4566)


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "https", "8443 ", "\uff11\uff12"])
def test_what_is_no_port_is_refused_with_the_variable_s_name(text: str) -> None:
    with pytest.raises(LaunchError, match="MOMENTO_PORT_EDGE"):
        Ports.from_environ({"MOMENTO_PORT_EDGE": text})


def test_free_ports_are_all_different() -> None:
    ports = Ports.free()
    assert len(set(asdict(ports).values())) == len(fields(Ports))
