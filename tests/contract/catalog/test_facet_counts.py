from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.timeline.timeline import Moment, Period, Window

from tests.fakes.catalog.samples import media, new_upload_id, new_user_id

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


def test_months_come_newest_first_within_the_window(catalog: Catalog, user_id: UserId) -> None:
    taken = [datetime(2000 + number // 12, 1 + number % 12, 15, tzinfo=UTC) for number in range(0, 60, 2)]
    for each in taken:
        catalog.record(media(user_id, taken_at=each))
    months = [f"{each:%Y-%m}" for each in reversed(taken)]
    assert reported(catalog, user_id, Window()) == months
    reached = Moment(taken[9], new_upload_id())
    assert reported(catalog, user_id, Window(Period(taken[3]), reached)) == months[-10:-3]
    assert reported(catalog, user_id, Window(Period(taken[3], taken[3] + timedelta(days=40)))) == months[-4:-3]
    assert reported(catalog, new_user_id(), Window()) == []


def test_a_month_of_which_nothing_is_left_is_passed_over(catalog: Catalog, user_id: UserId) -> None:
    kept = catalog.record(media(user_id, taken_at=datetime(2001, 1, 1, tzinfo=UTC)))
    for month in range(1, 13):
        record = catalog.record(media(user_id, taken_at=datetime(2002, month, 1, tzinfo=UTC)))
        catalog.edit(user_id, record.media.upload_id, record.etag, Edit(trashed=True))
    assert reported(catalog, user_id, Window()) == [f"{kept.media.taken_at:%Y-%m}"]


def reported(catalog: Catalog, user_id: UserId, window: Window) -> list[str]:
    return [facet.value for facet in catalog.stores.counts.newest_months(user_id, window)]
