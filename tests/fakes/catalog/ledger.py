"""Everything that is derived of one user, and what it ought to be: a library freshly built from the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.application.records.apply_changes import apply_changes
from momento_catalog.domain.index.index_entry import counted
from momento_catalog.domain.search.filter import MediaFilter

from tests.fakes.catalog.catalog import in_memory_stores

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.index.index_entry import IndexEntry
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.usage.usage import Usage

    from tests.fakes.catalog.catalog import Catalog, Stores


@dataclass(frozen=True)
class RecordedCalls:
    counts: dict[Facet, int]
    entries: frozenset[IndexEntry]
    holders: dict[Sha256, Holder]
    usage: Usage


def ledger(stores: Stores, user_id: UserId) -> RecordedCalls:
    """As it is."""
    records = list(stores.audit.records(user_id))
    facets = {*stores.audit.facets(user_id), *(counted(it) for record in records for it in record.indexed)}
    facets = {facet for facet in facets if not facet.exclusive}
    counts = {facet: stores.audit.count(user_id, facet).media_count for facet in facets}
    return RecordedCalls(
        counts={facet: count for facet, count in counts.items() if count},
        entries=frozenset(entry for facet in facets for entry in stores.audit.entries(user_id, facet)),
        holders=dict(stores.checksums.holders(user_id, {record.media.sha256 for record in records})),
        usage=stores.usages.of(user_id),
    )


def fresh_ledger(stores: Stores, user_id: UserId) -> RecordedCalls:
    """As it ought to be."""
    built = in_memory_stores()
    for record in stores.audit.records(user_id):
        apply_changes(built.store, None, record.media)
    return ledger(built, user_id)


def assert_shown_once(catalog: Catalog, user_id: UserId) -> None:
    """No list shows an item twice, and none shows one that is not there."""
    for wanted in (MediaFilter(), MediaFilter(trashed=True)):
        found = [record.media.upload_id for record in catalog.list(user_id, wanted, 200).records]
        assert len(found) == len(set(found))
        for upload_id in found:
            assert catalog.get(user_id, upload_id).media.trashed == wanted.trashed
