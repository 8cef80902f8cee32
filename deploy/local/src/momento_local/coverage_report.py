"""What the default suite runs of the product, by lines and branches, and which modules it runs too little of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ENOUGH_PERCENT: Final = 80
"""What is below it is named."""
CONFIGURATION: Final = "pyproject.toml"


@dataclass(frozen=True)
class Coverage:
    """How much of a module, or of all, has been run: of its statements and of its branches, each by number."""

    name: str
    statements: int
    statements_run: int
    branches: int
    branches_run: int

    @property
    def percent(self) -> float:
        """Of both together, as coverage.py counts; 100 of a module without any."""
        whole = self.statements + self.branches
        return 100 * (self.statements_run + self.branches_run) / whole if whole else 100


def options(report: Path) -> list[str]:
    """The options of pytest that measure and write `report`, with the plugin in each of its processes."""
    return ["--cov", f"--cov-config={CONFIGURATION}", f"--cov-report=json:{report}"]


def summary(report: Path) -> str:
    """The whole in a line, and then a line for each module below ENOUGH_PERCENT, the least first."""
    content = json.loads(report.read_bytes())
    whole = _coverage("all", content["totals"])
    modules = [_coverage(name, module["summary"]) for name, module in content["files"].items()]
    low = sorted((each for each in modules if each.percent < ENOUGH_PERCENT), key=lambda each: each.percent)
    branches = f"{whole.branches_run} of {whole.branches} branches"
    lines = [
        f"coverage: {whole.percent:.1f} % ({whole.statements_run} of {whole.statements} statements, {branches})",
        f"{len(low)} of {len(modules)} modules below {ENOUGH_PERCENT} %{':' if low else ''}",
        *(f"  {each.percent:5.1f} %  {each.name}" for each in low),
    ]
    return "\n".join(lines)


def _coverage(name: str, counts: dict[str, int]) -> Coverage:
    return Coverage(
        name, counts["num_statements"], counts["covered_lines"], counts["num_branches"], counts["covered_branches"]
    )
