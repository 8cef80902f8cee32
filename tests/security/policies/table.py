"""The whole table: who may do what, and what becomes of every attempt to do more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.security.policies import identities, logs, objects, records

if TYPE_CHECKING:
    from tests.security.policies.row import Row

ROWS: Final[tuple[Row, ...]] = (*objects.ROWS, *records.ROWS, *identities.ROWS, *logs.ROWS)
