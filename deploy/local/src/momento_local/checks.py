"""`lint`, `bench` and `lock`: what developers and the continuous integration run."""

from __future__ import annotations

import filecmp
import os
import re
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local import documents, materials, policy_tools, release, web
from momento_local.commands import run
from momento_local.errors import LaunchError
from momento_local.ordinary_words.check import ordinary_words
from momento_local.progress import Progress
from momento_local.promtool import promtool

if TYPE_CHECKING:
    from collections.abc import Callable

LOCKS: Final = ("requirements.lock", policy_tools.LOCK, materials.LOCK, "deploy/docker/tools.lock")
COMPOSE: Final = "deploy/compose/compose.yaml"
MEMBERS: Final = ("services", "deploy", "proto")


@dataclass(frozen=True)
class Check:
    """One thing that `lint` looks at, and how."""

    name: str
    passes: Callable[[], bool]


def lint(repository: Path, names: list[str]) -> int:
    """Runs the checks called `names`, or all, prints a summary, and is 1 when one failed."""
    say = Progress()
    failed = []
    for check in _named(_checks(repository), names):
        say(check.name)
        if not check.passes():
            failed.append(check.name)
    say(f"failed: {', '.join(failed)}" if failed else "everything is in order")
    return 1 if failed else 0


def bench(repository: Path, names: list[str]) -> int:
    """Runs the measurements called `names`, or all; 1 when one failed."""
    folder = repository / "tests" / "bench"
    known = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if unknown := set(names) - set(known):
        raise LaunchError(f"There is no bench {', '.join(sorted(unknown))}. There are: {', '.join(known) or 'none'}.")
    runner = str(folder / "_run.py")
    return max(
        [run(repository, sys.executable, runner, str(folder / f"{name}.py")) for name in names or known], default=0
    )


def lock(repository: Path) -> int:
    """Resolves the dependencies anew into each lock file, by the command that stands at its top."""
    return max(_lock(repository, name) for name in LOCKS)


def _named(checks: list[Check], names: list[str]) -> list[Check]:
    known = [check.name for check in checks]
    if unknown := set(names) - set(known):
        raise LaunchError(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    return [check for check in checks if not names or check.name in names]


def _lock(repository: Path, name: str) -> int:
    lines = (repository / name).read_text(encoding="utf-8").splitlines()
    command = next((line.removeprefix("#").strip() for line in lines if line.startswith("#    uv ")), None)
    uv = os.environ.get("MOMENTO_UV")
    if command is None or uv is None:
        raise LaunchError(f"Run this as `./momento lock`, with the uv command at the top of {name}.")
    return run(repository, uv, "--quiet", *command.split()[1:])


def _checks(repository: Path) -> list[Check]:
    return [
        _command(repository, "ruff-check", "ruff", "check", ".", "momento"),
        _command(repository, "ruff-format", "ruff", "format", "--check", ".", "momento"),
        _command(repository, "mypy", "mypy", *_typed(repository)),
        _command(repository, "import-linter", "lint-imports"),
        Check("ordinary-words", lambda: ordinary_words(repository)),
        _command(repository / "proto", "buf", "buf", "lint"),
        Check("buf-breaking", lambda: _keeps_what_was_released(repository)),
        Check("stubs", lambda: _stubs_are_fresh(repository)),
        _command(repository, "cfn-lint", "cfn-lint", *map(str, sorted((repository / "deploy/aws").glob("*.yaml")))),
        Check("checkov", lambda: run(repository, *policy_tools.checkov(repository, os.environ)) == 0),
        Check("kubernetes", lambda: _kubernetes(repository)),
        Check("parliament", lambda: _parliament(repository)),
        _command(repository, "compose", "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE),
        _command(repository, "docker-compose", "docker-compose", "--file", COMPOSE, "--profile=*", "config", "--quiet"),
        Check("docs", lambda: _documents(repository)),
        Check("promtool", lambda: _promtool(repository / "deploy")),
        Check("web-page", lambda: _web(repository)),
    ]


def _command(folder: Path, name: str, program: str, *arguments: str) -> Check:
    return Check(name, lambda: run(folder, f"{sysconfig.get_path('scripts')}/{program}", *arguments) == 0)


def _typed(repository: Path) -> list[str]:
    sources = [str(path.relative_to(repository)) for member in MEMBERS for path in repository.glob(f"{member}/*/src")]
    return [*sorted(sources), "proto/generate.py", "tests"]


def _keeps_what_was_released(repository: Path) -> bool:
    """Holds the messages against those of the last release: stored ones have to stay readable, older callers served."""
    if run(repository / "proto", *release.breaking(repository)) == 0:
        return True
    sys.stdout.write(f"{release.BASELINE} holds the last release; see CONTRIBUTING.md on changing a message.\n")
    return False


def _stubs_are_fresh(repository: Path) -> bool:
    """Generates the stubs once more and names every file that differs from the committed one."""
    with tempfile.TemporaryDirectory() as folder:
        if run(repository, sys.executable, "proto/generate.py", folder) != 0:
            return False
        stale = _differing(Path(folder), repository / "proto/gen")
    for name in stale:
        sys.stdout.write(f"proto/gen/{name} is not what proto/generate.py makes of the .proto files.\n")
    return not stale


def _differing(fresh: Path, committed: Path) -> list[str]:
    names = {str(path.relative_to(root)) for root in (fresh, committed) for path in _generated(root)}
    same, _, _ = filecmp.cmpfiles(fresh, committed, sorted(names), shallow=False)
    return sorted(names - set(same))


def _generated(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and re.search(r"_pb2(_grpc)?\.pyi?$", path.name)]


def _kubernetes(repository: Path) -> bool:
    """Looks at every overlay as kustomize builds it."""
    kubectl = f"{sysconfig.get_path('scripts')}/kubectl"
    with tempfile.TemporaryDirectory() as folder:
        for overlay in sorted((repository / "deploy/kubernetes/overlays").iterdir()):
            if run(repository, kubectl, "kustomize", str(overlay), "--output", f"{folder}/{overlay.name}.yaml") != 0:
                return False
        return run(repository, *policy_tools.checkov_kubernetes(repository, os.environ, Path(folder))) == 0


def _parliament(repository: Path) -> bool:
    """Looks at the policies as the templates and the services make them."""
    with tempfile.TemporaryDirectory() as folder:
        if run(repository, sys.executable, "-m", "tests.security.policies.written", folder) != 0:
            return False
        return run(repository, *policy_tools.parliament(repository, os.environ, Path(folder))) == 0


def _documents(repository: Path) -> bool:
    """Builds the site, which fails on a link or an anchor that leads nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        return documents.build(repository, Path(folder)) == 0


def _promtool(folder: Path) -> bool:
    """Looks at the alerts, and tries each on a case where it fires and on one where it stays quiet."""
    program = promtool(os.environ)
    # Not prometheus-kubernetes.yaml: Debian builds its Prometheus without the discovery of pods.
    looks = (
        ("check", "config", "observability/prometheus.yaml"),
        ("check", "config", "compose/prometheus.yaml"),
        ("test", "rules", "observability/alerts_test.yaml"),
    )
    return max(run(folder, program, *look) for look in looks) == 0


def _web(repository: Path) -> bool:
    folder = repository / "services/ingest/web"
    return web.install(folder) == 0 and web.npm(folder, "run", "check") == 0
