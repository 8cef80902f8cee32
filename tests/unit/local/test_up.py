from __future__ import annotations

import signal
import subprocess
import threading
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from momento_local import up, web
from momento_local.ports import Ports
from momento_local.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://localhost:8443/#invitation=secret"


class UnadministeredStack(nullcontext[None]):
    """A stack that starts at once and for which nobody has made the first account."""

    clamd = SimpleNamespace(signatures=SimpleNamespace(only_test=False))
    edge_authority = "edge-authority.pem"

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__()

    def setup_link(self) -> str:
        return LINK


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    stopped = threading.Event()
    stopped.set()
    monkeypatch.setattr(web, "build", lambda *_: None)
    monkeypatch.setattr(up, "Stack", UnadministeredStack)
    monkeypatch.setattr(threading, "Event", lambda: stopped)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return Settings(tmp_path, Ports())


def test_who_starts_it_is_shown_the_link_for_the_first_account(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert up.up(settings) == 0
    assert LINK in capsys.readouterr().out


def test_what_goes_to_a_log_never_holds_the_link_for_the_first_account(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert up.up(settings, background=True) == 0
    said = capsys.readouterr().out
    assert "Momento is ready" in said
    assert "invitation" not in said


def test_who_starts_it_detached_is_shown_the_link_and_its_log_is_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[tuple[str, ...]] = []

    def start(command: tuple[str, ...], **_: Any) -> AbstractContextManager[None]:
        begun.append(command)
        return nullcontext()

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(up, "_follow_start", lambda *_: 0)
    assert up.up_detached(settings) == 0
    assert begun[0][-2:] == ("up", "--background")
    assert LINK in capsys.readouterr().out
