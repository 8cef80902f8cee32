from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from momento_catalog.domain.errors import LifetimeInvalid, MediaNotFound, PageSizeInvalid
from momento_catalog.domain.index.facets import FacetName
from momento_catalog.domain.records.object_key import Rendition

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id

USER = new_user_id()


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(in_memory_stores())


def test_months_come_newest_first_with_their_counts(catalog: Catalog) -> None:
    for year, month in ((2020, 1), (1999, 12), (2020, 1)):
        catalog.record(media(USER, taken_at=datetime(year, month, 5, tzinfo=UTC)))
    assert [(str(month), count) for month, count in catalog.months(USER)] == [("2020-01", 2), ("1999-12", 1)]


def test_values_come_most_frequent_first_and_then_by_name(catalog: Catalog) -> None:
    for tags in (["sea", "sun"], ["sea", "sand"], ["tree"]):
        catalog.record(media(USER, tags=tags))
    found = [(facet.value, count) for facet, count in catalog.values(USER, FacetName.TAG, "s", 2)]
    assert found == [("sea", 2), ("sand", 1)]


def test_twenty_values_come_when_nothing_is_said_and_at_most_a_hundred(catalog: Catalog) -> None:
    catalog.record(media(USER, tags=[f"tag {number}" for number in range(30)]))
    assert len(catalog.values(USER, FacetName.TAG)) == 20
    for wrong in (-1, 101):
        with pytest.raises(PageSizeInvalid):
            catalog.values(USER, FacetName.TAG, "", wrong)


def test_a_link_lives_as_long_as_asked_for_or_five_minutes(catalog: Catalog) -> None:
    upload_id = catalog.record(media(USER)).media.upload_id
    for seconds, lifetime in ((0, 300), (1, 1), (900, 900)):
        link = catalog.link(USER, upload_id, Rendition.ORIGINAL, seconds=seconds, attachment=True)
        assert link.expires_at == catalog.clock.now() + timedelta(seconds=lifetime)


def test_a_link_that_would_live_too_long_is_refused(catalog: Catalog) -> None:
    upload_id = catalog.record(media(USER)).media.upload_id
    for seconds in (-1, 901):
        with pytest.raises(LifetimeInvalid):
            catalog.link(USER, upload_id, Rendition.ORIGINAL, seconds=seconds, attachment=True)


def test_there_is_no_link_to_another_users_item(catalog: Catalog) -> None:
    upload_id = catalog.record(media(USER)).media.upload_id
    with pytest.raises(MediaNotFound):
        catalog.link(new_user_id(), upload_id, Rendition.ORIGINAL, seconds=0, attachment=False)
