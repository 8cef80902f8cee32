"""The metrics that `deploy/observability/README.md` describes."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "deploy" / "observability"
_ROW = re.compile(r"^\| (`[a-z_`, ]+`) \| (?:histogram|counter|gauge) \|", re.MULTILINE)
_METRIC = re.compile(r"\b(?:momento|http|rpc|process)_[a-z_]+\b(?=[{\[)\s]|$)|\bup\b")
_PARTS = ("_bucket", "_count", "_sum")


def documented() -> set[str]:
    """Their names, without the parts of histograms."""
    rows = _ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    return {name for row in rows for name in re.findall(r"\w+", row)}


def metrics_of(expression: str) -> set[str]:
    """The metrics that an expression of PromQL reads, named likewise; labels are in braces, or behind `by`."""
    without_labels = re.sub(r"\b(?:by|without|ignoring|on) \([^)]*\)", "", re.sub(r"\{[^}]*\}", "", expression))
    return {family(name) for name in _METRIC.findall(without_labels)}


def family(name: str) -> str:
    """The metric that a series belongs to."""
    part = next((it for it in _PARTS if name.endswith(it)), "")
    return name.removesuffix(part)
