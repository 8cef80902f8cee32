from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import psutil
import pytest
from momento_local.engine import base, daemon, probe, programs
from momento_local.engine.probe import NO_ENGINE, PRINTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SERVES = """
trap 'rm -f "$STATE/up"; exit 0' TERM
echo $$ > "$STATE/dockerd"
echo "$@" > "$STATE/dockerd.words"
touch "$STATE/up"
while :; do sleep 0.02; done
"""
ANSWERS = f"""
echo "$DOCKER_HOST $*" >> "$STATE/docker"
test -e "$STATE/up" || exit 1
case "$1" in run) echo "{PRINTED}" ;; esac
"""
ANSWERS_NOTHING = """
if test -e "$STATE/asked"; then while ! test -e "$STATE/waits"; do sleep 0.01; done; fi
touch "$STATE/asked"
exit 1
"""
"""From the second time on, when dockerd was started, not before dockerd has said why."""
MAKES = 'touch "$4"; echo made >> "$STATE/mmdebstrap"'


class Machine:
    """A machine whose programs are what a test says of them."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.home = folder / "containers"
        self.programs = folder / "programs"
        self.state.mkdir()
        self.programs.mkdir()
        self.said: list[str] = []

    def has(self, name: str, text: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def refuses(self, word: str, why: str) -> None:
        """The engine works, but for one of its words."""
        self.has("docker", f'case "$1" in {word}) echo "{why}" >&2; exit 125 ;; esac\n{ANSWERS}')

    def probed(self) -> int:
        return probe.probe(self.home, self.said.append)

    def reported(self, name: str) -> str:
        path = self.state / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    for name, text in (("dockerd", SERVES), ("docker", ANSWERS), ("mmdebstrap", MAKES)):
        made.has(name, text)
    monkeypatch.setattr(programs, "PLACES", str(made.programs))
    monkeypatch.setenv("STATE", str(made.state))
    monkeypatch.setenv("DOCKER_API_VERSION", daemon.API_VERSION)
    for name in ("DOCKER_HOST", "MOMENTO_BASE_IMAGE"):
        monkeypatch.delenv(name, raising=False)
    return made


def test_a_machine_whose_container_prints_its_line_runs_containers(machine: Machine) -> None:
    assert machine.probed() == 0
    assert machine.said == ["This machine runs containers."]
    assert f"import -- {machine.home}/base.tar {base.DEBIAN}" in machine.reported("docker")


def test_the_engine_that_was_started_keeps_all_in_its_folder_and_is_ended(machine: Machine) -> None:
    assert machine.probed() == 0
    assert not psutil.pid_exists(int(machine.reported("dockerd")))
    assert "DOCKER_HOST" not in os.environ
    words = machine.reported("dockerd.words").split()
    assert len(words) == 4
    assert all(str(machine.home) in word for word in words)


def test_an_engine_that_runs_already_is_taken_and_left_alone(machine: Machine) -> None:
    (machine.state / "up").touch()
    assert machine.probed() == 0
    assert machine.reported("dockerd") == ""
    assert " rm --force" not in machine.reported("docker")
    assert (machine.state / "up").exists()


def test_the_base_is_made_once_and_not_where_another_one_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has(
        "docker",
        f'{ANSWERS}\ncase "$1" in images) cat "$STATE/tag" || true ;; import) echo "$4" > "$STATE/tag" ;; esac',
    )
    assert machine.probed() == machine.probed() == 0
    assert machine.reported("mmdebstrap") == "made\n"
    monkeypatch.setenv("MOMENTO_BASE_IMAGE", "python:3.12-slim")
    assert machine.probed() == 0
    assert re.search(r"^\S+ run .* python:3.12-slim sh -c ", machine.reported("docker"), re.MULTILINE)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda it: (it.programs / "dockerd").unlink(), "there is no dockerd"),
        (lambda it: (it.programs / "docker").unlink(), "there is no docker"),
        (lambda it: (it.programs / "mmdebstrap").unlink(), "there is no mmdebstrap"),
        (
            lambda it: it.has("dockerd", "echo time=1 starting; echo failed:; echo not permitted; exit 1"),
            "dockerd: failed: not permitted",
        ),
        (lambda it: it.has("dockerd", "exit 7"), "dockerd: exit status 7"),
        (
            lambda it: it.has("mmdebstrap", "echo no such mirror >&2; exit 25"),
            "mmdebstrap --variant=minbase: no such mirror",
        ),
        (lambda it: it.refuses("network", "no iptables"), "docker network: no iptables"),
        (lambda it: it.refuses("import", "no space left on device"), "docker import: no space left on device"),
        (
            lambda it: it.refuses("run", "unable to start container process"),
            "docker run: unable to start container process",
        ),
        (lambda it: it.has("docker", ANSWERS.replace(PRINTED, "")), "docker run: a container has printed ''"),
    ],
)
def test_where_a_container_cannot_run_it_is_said_in_the_words_of_what_failed(
    machine: Machine, spoil: Callable[[Machine], None], reason: str
) -> None:
    spoil(machine)
    assert machine.probed() == NO_ENGINE
    (sentence,) = machine.said
    assert sentence == f"This machine runs no containers: {reason}"
    assert not machine.reported("dockerd") or not psutil.pid_exists(int(machine.reported("dockerd")))


def test_an_engine_that_never_answers_is_waited_for_no_longer_than_agreed_and_ended(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has("dockerd", SERVES.replace('touch "$STATE/up"', 'echo waiting for containerd; touch "$STATE/waits"'))
    machine.has("docker", ANSWERS_NOTHING)
    monkeypatch.setattr(daemon, "TIMEOUT_SECONDS", 0.3)
    assert machine.probed() == NO_ENGINE
    assert machine.said[0].endswith("has not answered for 0.3 seconds: waiting for containerd")
    assert not psutil.pid_exists(int(machine.reported("dockerd")))


def test_a_program_that_takes_too_long_is_no_engine(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.has("mmdebstrap", "exec sleep 60")
    monkeypatch.setattr(base, "MAKING_SECONDS", 0.1)
    assert machine.probed() == NO_ENGINE
    assert "mmdebstrap --variant=minbase: took more than" in machine.said[0]


def test_a_mistake_of_ours_is_not_taken_for_a_missing_engine(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(_folder: Path) -> str:
        raise KeyError("base")

    monkeypatch.setattr(probe, "base_image", mistaken)
    with pytest.raises(KeyError):
        machine.probed()
    assert machine.said == []
    assert not psutil.pid_exists(int(machine.reported("dockerd")))


def test_what_an_engine_that_was_killed_has_left_is_cleared_away_by_the_next(machine: Machine) -> None:
    machine.has("docker", f'{ANSWERS}\ncase "$1" in ps) echo one; echo two ;; esac')
    assert machine.probed() == 0
    reported = machine.reported("docker")
    assert "rm --force --volumes one two\n" in reported
    assert "volume prune --force\n" in reported
