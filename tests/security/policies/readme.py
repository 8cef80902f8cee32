"""The table as deploy/aws/README.md prints it: `python -m tests.security.policies.readme` writes it there."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from tests.security.policies.policies import ALICE, AUDIT_KEY, BOB, KEY
from tests.security.policies.simulation import LAYERS, resource_policy
from tests.security.policies.table import ROWS
from tests.security.policies.templates import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.security.policies.row import Row

README: Final = FOLDER / "README.md"
BEGINS: Final = "<!-- begin of the table, written by tests/security/policies/readme.py -->\n"
ENDS: Final = "<!-- end of the table -->\n"
HEAD: Final = (
    "| who | asks for | on | when | identity | session | boundary | resource | verdict | embedded AWS |\n"
    "|---|---|---|---|---|---|---|---|---|---|\n"
)


def with_table(text: str) -> str:
    """`text` with the table between its two marks."""
    before, _, rest = text.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}{HEAD}{''.join(_lines())}{ENDS}{after}"


def _lines() -> Iterator[str]:
    for cells, rows in groupby(ROWS, key=_cells):
        who, *rest = cells
        actions = ", ".join(f"`{row.action}`" for row in rows)
        yield f"| {' | '.join((who, actions, *rest))} |\n"


def _cells(row: Row) -> tuple[str, ...]:
    decided = row.left_to_simulator or "agrees"
    layers = (_layer(row, layer) for layer in LAYERS)
    return (row.who.name, f"`{_short(row.on)}`", row.circumstances.words, *layers, f"**{row.verdict}**", decided)


def _layer(row: Row, layer: str) -> str:
    policies = {"resource": resource_policy(row)}
    if not policies.get(layer, getattr(row.who, layer, "")):
        return ""
    if layer in row.denies:
        return "denies"
    return "allows" if layer in row.lets else "no"


def _short(arn: str) -> str:
    for key, name in ((KEY, "the key"), (AUDIT_KEY, "the key of the trail")):
        if arn == key:
            return name
    named = arn.split(":", 5)[5]
    region = arn.split(":")[3]
    elsewhere = f" in {region}" if region == "eu-west-1" else ""
    return f"{named.replace(ALICE, '{alice}').replace(BOB, '{bob}')}{elsewhere}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
