"""Fake of the port `Usages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.usage.usage import Usage

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryUsages:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def of(self, user_id: UserId) -> Usage:
        return self._tables.usages[user_id]
