from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

RUNNER: Final = Path(__file__).parents[2] / "bench" / "_run.py"
BENCH: Final = """
import pathlib, threading
if __name__ == "__main__":
    try:
        print("begun", flush=True)
        threading.Event().wait()
    finally:
        (pathlib.Path(__file__).parent / "cleared").touch()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_bench_that_is_asked_to_stop_clears_up(tmp_path: Path, number: signal.Signals) -> None:
    """Ended by a time limit, it left the whole stack that it had started running."""
    (tmp_path / "bench.py").write_text(BENCH)
    words = (sys.executable, str(RUNNER), str(tmp_path / "bench.py"))
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as bench:  # noqa: S603  # our own
        assert bench.stdout is not None
        assert bench.stdout.readline() == b"begun\n"
        bench.send_signal(number)
        bench.wait()
    assert (tmp_path / "cleared").exists()


def test_a_bench_ends_with_the_status_that_it_chose(tmp_path: Path) -> None:
    (tmp_path / "bench.py").write_text("import sys; sys.exit(3)")
    assert subprocess.run((sys.executable, str(RUNNER), str(tmp_path / "bench.py")), check=False).returncode == 3  # noqa: S603  # our own
