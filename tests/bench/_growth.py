"""What grows, from what was used before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEAD: Final = "| | measured | at most | within |\n|---|---|---|---|"
LAUNCHER: Final = "launcher"
SERVICES: Final = ("ingest", "auth", "catalog", "scanner")
OTHERS: Final = ("clamd", "aws")
"""Programs of others, and what stands in for AWS: shown apart."""


@dataclass(frozen=True)
class Use:
    """What each part takes while a stack is in one state: CPU in percent of a core, memory in bytes."""

    cpu: Mapping[str, float]
    memory: Mapping[str, int]

    @classmethod
    def between(
        cls, before: Mapping[str, float], after: Mapping[str, float], seconds: float, memory: Mapping[str, int]
    ) -> Use:
        """From the CPU seconds that each part had spent by the begin and by the end of so many seconds."""
        return cls({name: 100 * (after[name] - before[name]) / seconds for name in before}, memory)

    def cpu_of(self, names: Sequence[str]) -> float:
        """Percent of a core that these parts take together."""
        return sum(self.cpu[name] for name in names)

    def memory_of(self, names: Sequence[str]) -> int:
        """Bytes that these parts have together."""
        return sum(self.memory[name] for name in names)

    def each(self, before: Use, count: float, names: Sequence[str]) -> tuple[float, float]:
        """By how much CPU (percent of a core) and memory (bytes) these parts have grown for one of `count`."""
        cpu = (self.cpu_of(names) - before.cpu_of(names)) / count
        return cpu, (self.memory_of(names) - before.memory_of(names)) / count


@dataclass(frozen=True)
class Row:
    """One line of the table; without a limit it is shown alone."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def within(self) -> bool:
        """Whether it is no more than allowed."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        """The line in Markdown."""
        allowed = "" if self.limit is None else f"{self.limit:g}"
        verdict = "" if self.limit is None else "yes" if self.within else "no"
        return f"| {self.what} | {self.value:,.3f} {self.unit} | {allowed} | {verdict} |"


def idle_rows(idle: Use, limit: float) -> list[Row]:
    """What a stack takes that has nothing to do, by part."""
    own = [Row(f"idle, {name}", idle.cpu[name], "% of a core") for name in (LAUNCHER, *SERVICES)]
    others = [Row(f"idle, {name} (not ours)", idle.cpu[name], "% of a core") for name in OTHERS]
    return [*own, Row("idle, all of these", idle.cpu_of((LAUNCHER, *SERVICES)), "% of a core", limit), *others]


def growth_rows(what: str, use: Use, before: Use, count: float, limits: tuple[float, float]) -> list[Row]:
    """What one of `count` costs beyond what was there before; `limits` in percent of a core and in kB."""
    cpu, memory = use.each(before, count, SERVICES)
    _, beside = use.each(before, count, OTHERS)
    return [
        Row(f"{what}, CPU", cpu, "% of a core", limits[0]),
        Row(f"{what}, memory", memory / 1000, "kB", limits[1]),
        Row(f"{what}, memory of the embedded AWS and clamd", beside / 1000, "kB"),
    ]
