from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.timeline.timeline import Period, Window

from tests.fakes.catalog.samples import TAKEN_AT, media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.media import Media

    from tests.fakes.catalog.catalog import Catalog

PHOTOS = Facet(FacetName.KIND, "photo")
HOUR = timedelta(hours=1)


def hourly(catalog: Catalog, user_id: UserId, number: int) -> list[Media]:
    """Items taken an hour apart, newest first, stored in no order."""
    items = [media(user_id, taken_at=TAKEN_AT + hour * HOUR) for hour in range(number)]
    for item in items[1::2] + items[::2]:
        catalog.record(item)
    return items[::-1]


def test_entries_come_newest_first_and_no_more_than_asked_for(catalog: Catalog, user_id: UserId) -> None:
    items = hourly(catalog, user_id, 5)
    moments = [item.moment for item in items]
    assert list(catalog.stores.index.newest(user_id, PHOTOS, Window(), 3)) == moments[:3]
    assert list(catalog.stores.index.newest(user_id, PHOTOS, Window(), 9)) == moments


def test_items_of_one_moment_come_in_the_order_of_their_upload_ids(catalog: Catalog, user_id: UserId) -> None:
    items = [media(user_id) for _ in range(4)]
    for item in items:
        catalog.record(item)
    found = catalog.stores.index.newest(user_id, PHOTOS, Window(), 9)
    assert [moment.upload_id for moment in found] == [item.upload_id for item in items[::-1]]


def test_a_window_goes_on_after_a_moment(catalog: Catalog, user_id: UserId) -> None:
    items = hourly(catalog, user_id, 5)
    for number, item in enumerate(items):
        found = catalog.stores.index.newest(user_id, PHOTOS, Window(after=item.moment), 9)
        assert list(found) == [later.moment for later in items[number + 1 :]]


def test_a_period_includes_its_begin_and_excludes_its_end(catalog: Catalog, user_id: UserId) -> None:
    items = hourly(catalog, user_id, 5)
    period = Period(items[3].taken_at, items[1].taken_at)
    assert list(catalog.stores.index.newest(user_id, PHOTOS, Window(period), 9)) == [items[2].moment, items[3].moment]
    window = Window(period, items[2].moment)
    assert list(catalog.stores.index.newest(user_id, PHOTOS, window, 9)) == [items[3].moment]
    assert list(catalog.stores.index.newest(user_id, PHOTOS, Window(period, items[3].moment), 9)) == []


def test_a_millisecond_and_a_far_year_keep_their_order(catalog: Catalog, user_id: UserId) -> None:
    times = [
        datetime(1, 1, 1, tzinfo=UTC),
        TAKEN_AT,
        TAKEN_AT + timedelta(milliseconds=1),
        datetime(9999, 12, 31, tzinfo=UTC),
    ]
    for time in times[::-1]:
        catalog.record(media(user_id, taken_at=time))
    found = catalog.stores.index.newest(user_id, PHOTOS, Window(), 9)
    assert [moment.taken_at for moment in found] == times[::-1]


def test_tombstones_do_not_shorten_a_page(catalog: Catalog, user_id: UserId) -> None:
    items = hourly(catalog, user_id, 12)
    for item in items[1:10]:
        record = catalog.get(user_id, item.upload_id)
        catalog.edit(user_id, item.upload_id, record.etag, Edit(trashed=True))
    assert list(catalog.stores.index.newest(user_id, PHOTOS, Window(), 3)) == [
        items[place].moment for place in (0, 10, 11)
    ]


def test_another_users_entries_are_not_found(catalog: Catalog, user_id: UserId) -> None:
    photo = media(user_id)
    catalog.record(photo)
    catalog.record(replace(photo, user_id=new_user_id(), favorite=True))
    assert catalog.stores.index.newest(new_user_id(), PHOTOS, Window(), 9) == []
    assert len(catalog.stores.index.newest(user_id, PHOTOS, Window(), 9)) == 1
