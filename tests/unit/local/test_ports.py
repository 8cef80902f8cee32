from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import pytest
from momento_local import ports
from momento_local.errors import LaunchError
from momento_local.ports import LOWEST, Ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def system_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], object]]:
    """Says which ports the system gives to connections."""
    monkeypatch.setattr(ports, "_GIVEN", tmp_path / "range")
    ports._kept_back.cache_clear()
    yield lambda text: (tmp_path / "range").write_text(text, encoding="ascii")
    ports._kept_back.cache_clear()


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


def free(sets: int) -> list[int]:
    return [port for _ in range(sets) for port in asdict(Ports.free()).values()]


def test_free_ports_are_told_once_and_are_none_that_the_system_gives(system_gives: Callable[[str], object]) -> None:
    system_gives("12000\t60999\n")
    reported = free(3)
    assert len(set(reported)) == len(reported) == 3 * len(fields(Ports))
    assert LOWEST <= min(reported) <= max(reported) < 12_000


HOLDER = """
import sys
from momento_local.ports import free_port
print(*(free_port() for _ in range(500)), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("range_given", ["12000\t60999\n", "1024\t65535\n"])
def test_a_port_that_one_process_was_given_no_other_is_given_while_the_first_runs(
    system_gives: Callable[[str], object], tmp_path: Path, range_given: str
) -> None:
    system_gives(range_given)
    patched = f"from momento_local import ports\nports._GIVEN = ports.Path({str(tmp_path / 'range')!r})\n"
    with subprocess.Popen(  # noqa: S603  # Python itself
        (sys.executable, "-c", patched + HOLDER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        theirs = {int(word) for word in other.stdout.readline().split()}
        ours = set(free(20))
        other.communicate()
    assert len(theirs) == 500
    assert len(ours) == 20 * len(fields(Ports))
    assert not theirs & ours


def test_where_the_system_may_give_every_port_any_free_one_will_do(system_gives: Callable[[str], object]) -> None:
    system_gives("1024\t65535\n")
    assert len(set(free(1))) == len(fields(Ports))
