from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.facets import Facet, FacetName
from momento_catalog.domain.media import Edit

from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

    from tests.fakes.catalog.catalog import Catalog


def tag(value: str) -> Facet:
    return Facet(FacetName.TAG, value)


def test_values_come_in_order_with_their_counts(catalog: Catalog, user_id: UserId) -> None:
    for tags in (["sea", "sand"], ["sea", "été"], ["tree"]):
        catalog.record(media(user_id, tags=tags))
    values = catalog.stores.counts.values
    assert list(values(user_id, FacetName.TAG, "s")) == [(tag("sand"), 1), (tag("sea"), 2)]
    assert [facet.value for facet, _ in values(user_id, FacetName.TAG, "")] == ["sand", "sea", "tree", "été"]
    assert list(values(user_id, FacetName.TAG, "x")) == []


def test_values_of_one_facet_are_not_those_of_another(catalog: Catalog, user_id: UserId) -> None:
    catalog.record(media(user_id, tags=["sea"], file_name="seaside.jpg"))
    words = catalog.stores.counts.values(user_id, FacetName.WORD, "sea")
    assert [facet.value for facet, _ in words] == ["sea", "seaside"]


def test_a_value_that_nothing_has_any_more_is_left_out(catalog: Catalog, user_id: UserId) -> None:
    record = catalog.record(media(user_id, tags=["sea"]))
    catalog.edit(user_id, record.media.upload_id, record.etag, Edit(trashed=True))
    assert list(catalog.stores.counts.values(user_id, FacetName.TAG, "")) == []
    assert catalog.stores.counts.of(user_id, [tag("sea"), tag("never")]) == {tag("sea"): 0, tag("never"): 0}


def test_another_users_counts_are_not_seen(catalog: Catalog, user_id: UserId) -> None:
    catalog.record(media(user_id, tags=["sea"]))
    stranger = new_user_id()
    assert list(catalog.stores.counts.values(stranger, FacetName.TAG, "")) == []
    assert catalog.stores.counts.of(stranger, [tag("sea")]) == {tag("sea"): 0}
