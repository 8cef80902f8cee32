from __future__ import annotations

import pytest
from momento_ingest.domain.audit.event import ActivityCursors
from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.identifiers import UserId

ADA, EVE = UserId("01arz3ndektsv4rrffq69g5fad"), UserId("01arz3ndektsv4rrffq69g5fae")
EVENT = "01m80gb91p692ex4de2zsjs4vz"
CURSORS = ActivityCursors(bytes(32))


def test_a_cursor_leads_back_to_its_event() -> None:
    assert CURSORS.read(ADA, CURSORS.issue(ADA, EVENT)) == EVENT


@pytest.mark.parametrize(
    "cursor",
    [
        CURSORS.issue(EVE, EVENT),
        ActivityCursors(bytes([1]) * 32).issue(ADA, EVENT),
        CURSORS.issue(ADA, "not an event"),
        CURSORS.issue(ADA, EVENT)[:-2],
        EVENT,
        "",
        "é",
        "!",
        "A",
    ],
)
def test_a_cursor_that_was_not_made_for_this_user_and_an_event_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CURSORS.read(ADA, cursor)
    assert refusal.value.reason == "CURSOR_INVALID"
