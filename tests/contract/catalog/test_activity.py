from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_catalog.application.audit.events import ActivityEvents, accepted, ended_upload, refused_declaration
from momento_catalog.domain.audit.event import PASSING_DAYS, Details, EventKind, Outcome
from momento_catalog.domain.index.media_record import changes

from tests.fakes.catalog.clock import FixedClock
from tests.fakes.catalog.samples import UPLOADED_AT, media, new_upload_id, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.identifiers import UserId

    from tests.fakes.catalog.catalog import Stores

CLOCK = FixedClock()
EVENTS = ActivityEvents(CLOCK)
FULL = Details(
    reason="MALWARE_FOUND",
    upload_id=str(new_upload_id()),
    file_name="seé.jpg",
    sha256="ab" * 32,
    signature="Eicar-Test-Signature",
    signature_version="27500",
    item_id=str(new_upload_id()),
    changed="title,own_tags",
)


def rejected(user_id: UserId, second: int = 0) -> ActivityEvent:
    moment = UPLOADED_AT + timedelta(seconds=second)
    details = replace(FULL, upload_id=str(new_upload_id()))
    return ended_upload(user_id, moment, EventKind.UPLOAD_REJECTED, Outcome.REFUSED, details)


def test_an_event_comes_back_as_it_was_kept(stores: Stores, user_id: UserId) -> None:
    for event in (rejected(user_id), EVENTS.happened(user_id, EventKind.LINK_ISSUED, Details())):
        assert stores.activity.record(event)
        assert event in stores.activity.history(user_id, None, 10)


def test_an_event_is_kept_once_and_never_changed(stores: Stores, user_id: UserId) -> None:
    event = rejected(user_id)
    assert stores.activity.record(event)
    assert not stores.activity.record(replace(event, details=Details(reason="OTHER")))
    assert stores.activity.history(user_id, None, 10) == [event]


def test_of_twenty_tellings_at_once_one_is_the_first(stores: Stores, user_id: UserId) -> None:
    tellings = [rejected(user_id)] * 20
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(stores.activity.record, tellings))
    assert True in outcomes
    assert len(stores.activity.history(user_id, None, 50)) == 1


def test_a_history_is_read_newest_first_and_in_pieces(stores: Stores, user_id: UserId) -> None:
    events = [rejected(user_id, second) for second in range(7)]
    for event in events:
        stores.activity.record(event)
    first = stores.activity.history(user_id, None, 3)
    rest = stores.activity.history(user_id, first[-1].event_id, 10)
    assert [*first, *rest] == events[::-1]
    assert stores.activity.history(user_id, events[0].event_id, 10) == []


def test_nobody_sees_the_history_of_another(stores: Stores, user_id: UserId) -> None:
    stores.activity.record(rejected(user_id))
    assert stores.activity.history(new_user_id(), None, 10) == []


def test_the_event_of_a_change_is_kept_with_the_change(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id)
    event = accepted(photo)
    (change,) = changes(None, photo, event)
    stores.store.apply(change)
    assert stores.activity.history(user_id, None, 10) == [event]


def test_a_refusal_repeated_within_its_minute_is_one_event(stores: Stores, user_id: UserId) -> None:
    declined = [
        refused_declaration(user_id, UPLOADED_AT + timedelta(seconds=second), Details(reason="FILE_TOO_LARGE"))
        for second in (0, 59, 60)
    ]
    assert [stores.activity.record(event) for event in declined] == [True, False, True]
    assert declined[0].expires_at == UPLOADED_AT + PASSING_DAYS
