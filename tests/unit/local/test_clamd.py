from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local.clamd import EICAR, Clamd
from momento_local.errors import LaunchError, NotReady
from momento_local.home import Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


def _limits(home: Home) -> dict[str, str]:
    lines = (home.clamav / "clamd.conf").read_text().splitlines()
    return dict(line.split(" ", 1) for line in lines if not line.startswith("#"))


def test_downloaded_signatures_are_used_where_there_are_any(home: Home, tmp_path: Path) -> None:
    (tmp_path / "daily.cvd").touch()
    signatures = Clamd(home, tmp_path).signatures
    assert (signatures.folder, signatures.only_test) == (tmp_path, False)


def test_otherwise_the_test_signature_alone_is_used(home: Home, tmp_path: Path) -> None:
    signatures = Clamd(home, tmp_path / "none").signatures
    assert signatures.only_test
    assert (signatures.folder / "test.ndb").read_text() == f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"


def test_limits_are_ordered_so_that_nothing_passes_unscanned(home: Home, tmp_path: Path) -> None:
    Clamd(home, tmp_path).part({}).prepare()
    limits = _limits(home)
    assert limits["AlertExceedsMax"] == "yes"
    sizes = [int(limits[name]) for name in ("StreamMaxLength", "MaxFileSize", "MaxScanSize")]
    assert 1_900_000_000 <= sizes[0] <= sizes[1] <= sizes[2] < 2**31


def test_only_the_owner_may_speak_to_clamd(home: Home, tmp_path: Path) -> None:
    Clamd(home, tmp_path).part({}).prepare()
    limits = _limits(home)
    assert (limits["LocalSocket"], limits["LocalSocketMode"]) == (str(home.clamd_socket), "600")
    assert "TCPSocket" not in limits


def test_a_socket_nobody_listens_on_is_not_ready(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="no answer"):
        Clamd(home, tmp_path).probe()


def test_a_folder_with_too_long_a_name_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="MOMENTO_HOME"):
        Home(tmp_path / ("x" * 100)).prepare()
