from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_local.errors import LaunchError, NotReady, PartFailed
from momento_local.part import Launch, Part
from momento_local.ports import Ports
from momento_local.process import Process
from momento_local.settings import Settings
from momento_local.stack import Stack

if TYPE_CHECKING:
    from pathlib import Path


def _never() -> None:
    raise NotReady("not yet")


def _stack(home: Path) -> Stack:
    return Stack(Settings(home, Ports.free()), only=())


def test_a_folder_is_run_by_one_launcher_at_a_time(tmp_path: Path) -> None:
    with _stack(tmp_path), pytest.raises(LaunchError, match="already runs"):
        _stack(tmp_path).start()


def test_a_stopped_stack_leaves_its_folder_to_others(tmp_path: Path) -> None:
    with _stack(tmp_path):
        pass
    with _stack(tmp_path):
        pass


def test_a_stack_of_which_one_part_fails_is_stopped_again(tmp_path: Path) -> None:
    stack = _stack(tmp_path)
    broken = Part("auth", lambda: Launch(("/bin/false",), {}), _never, stop_seconds=1)
    running = Part("clamd", lambda: Launch(("/bin/sleep", "1000"), {}), lambda: None)
    stack._processes = {part.name: Process(part, stack.home) for part in (running, broken)}
    with pytest.raises(PartFailed, match="auth ended with exit code 1"):
        stack.start()
    assert not stack["clamd"].running


def test_what_was_not_started_has_no_credentials(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="not been started"):
        _ = _stack(tmp_path).provisioned
