"""`test`: the suites, what each run takes of them, and the one repetition that a suite of real machinery is granted."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from momento_local import coverage_report, web
from momento_local.commands import run
from momento_local.engine import daemon, probe
from momento_local.progress import Progress

DEFAULT: Final = ("e2e", "security", "integration", "contract", "unit")
"""What `test` runs when nothing else is asked for, the longest first; other folders of `tests` have to be named."""
NAMED: Final = ("browser", "faults", "containers")
"""Suites with a word of their own: they need a browser, minutes of load, or a container engine."""
EVERYTHING: Final = "all"
COVERAGE: Final = "--coverage"
"""Asks the default suite to report what it runs of the product; not always, since it costs processor time."""
WORKERS: Final = ("--numprocesses=logical", "--max-worker-restart=0", "--no-loadscope-reorder")
"""One process a core takes tests, file by file in their order (`tests/scheduling.py`), and none is started anew."""
MAX_WORKERS: Final = {"default": 8, "faults": 2}
"""The most of them for each suite that they can share out; each of them starts stacks of its own."""
KILLS: Final = {"MOMENTO_KILLS": "125"}
"""How often each of the two tests that count kills does it in `test all`: 250 together, beside those of all others."""
MAX_REPEATED: Final = 3
"""More failures than this at once are no rare ones, and nothing is repeated."""
PASSED: Final = 0
FAILED: Final = 1
INTERRUPTED: Final = 2
NO_SUCH_SUITE: Final = 2


def test(repository: Path, arguments: list[str]) -> int:
    """Runs the default suites, or what the arguments name; the exit status of the first that fails, 2 for no suite."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word == EVERYTHING:
        return _everything(repository, rest)
    if word in NAMED:
        return _named(repository, word, rest)
    if COVERAGE in arguments:
        return _measured(repository, [each for each in arguments if each != COVERAGE])
    page = PASSED if arguments else _page_tests(repository)
    return page or _default(repository, arguments)


def _measured(repository: Path, rest: list[str]) -> int:
    """Runs the default suite and reports its coverage, also when a test has failed."""
    folder = _home() / "coverage"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["COVERAGE_FILE"] = str(folder / "counted")
    report = folder / "report.json"
    page = PASSED if rest else _page_tests(repository)
    status = page or _default(repository, [*rest, *coverage_report.options(report)])
    if report.exists():
        sys.stdout.write(f"{coverage_report.summary(report)}\n")
    return status


def _everything(repository: Path, rest: list[str]) -> int:
    """Runs every suite, also after one has failed, and says which did."""
    for name, value in KILLS.items():
        os.environ.setdefault(name, value)
    say, failed = Progress(), []
    for suite in ("default", *NAMED):
        say(f"the {suite} suite")
        status = _suite(repository, suite, rest)
        if status == INTERRUPTED:
            return status
        if status != PASSED:
            failed.append(suite)
    say(f"failed: {', '.join(failed)}" if failed else "every suite has passed")
    return FAILED if failed else PASSED


def _suite(repository: Path, suite: str, rest: list[str]) -> int:
    if suite == "default":
        return _page_tests(repository) or _default(repository, rest)
    if suite == "containers" and probe.probe(_home() / daemon.FOLDER, Progress()) == probe.NO_ENGINE:
        sys.stdout.write("The container suite was left out: there is no engine for it.\n")
        return PASSED
    return _named(repository, suite, rest)


def _default(repository: Path, rest: list[str]) -> int:
    words = _chosen(repository, DEFAULT, rest)
    return _pytest(repository, [*_workers("default", words, rest), *words])


def _workers(suite: str, words: list[str], rest: list[str]) -> list[str]:
    """The options that run a suite in several processes; none where one has to do, and for tests that `rest` names."""
    if words == rest or suite not in MAX_WORKERS:
        return []
    return [*WORKERS, f"--maxprocesses={MAX_WORKERS[suite]}"]


def _page_tests(repository: Path) -> int:
    folder = repository / "services/ingest/web"
    return web.install(folder) or web.npm(folder, "test")


def _named(repository: Path, suite: str, rest: list[str]) -> int:
    """Runs one suite, and what failed of it once more when that is little: needing it is a fault to be explained."""
    if not (repository / "tests" / suite).is_dir():
        sys.stdout.write(f"There are no {suite} tests in this version.\n")
        return NO_SUCH_SUITE
    cache = _home() / "pytest" / suite
    # What an earlier run remembers as failed would be repeated as well.
    shutil.rmtree(cache, ignore_errors=True)
    chosen = _chosen(repository, (suite,), rest)
    words = ["-o", f"cache_dir={cache}", *chosen]
    status = _pytest(repository, [*_workers(suite, chosen, rest), *words])
    failed = _last_failed(cache)
    if status != FAILED or not 0 < len(failed) <= MAX_REPEATED:
        return status
    return _repeated(repository, words, failed)


def _repeated(repository: Path, words: list[str], failed: list[str]) -> int:
    say = Progress()
    say(f"once more, everything started anew: {', '.join(failed)}")
    status = _pytest(repository, [*words, "--last-failed", "--last-failed-no-failures=none"])
    for name in failed if status == PASSED else ():
        say(f"PASSED ONLY WHEN REPEATED, a fault to be explained: {name}")
    return status


def _last_failed(cache: Path) -> list[str]:
    """The tests that failed, as pytest remembers them for `--last-failed`."""
    path = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(path.read_bytes())) if path.exists() else []


def _chosen(repository: Path, suites: tuple[str, ...], rest: list[str]) -> list[str]:
    """The folders of the suites, unless `rest` names tests by itself, and `rest`."""
    if any(_is_place(each.partition("::")[0]) for each in rest):
        return rest
    return [*(f"tests/{suite}" for suite in suites if (repository / "tests" / suite).is_dir()), *rest]


def _is_place(word: str) -> bool:
    return word.endswith(".py") or Path(word).is_dir()


def _pytest(repository: Path, words: list[str]) -> int:
    return run(repository, sys.executable, "-m", "pytest", *words)


def _home() -> Path:
    return Path(os.environ["MOMENTO_HOME"])
