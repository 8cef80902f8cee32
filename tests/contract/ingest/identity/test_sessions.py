"""Sessions are listed and ended, and an owner reads what happened in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.activity.v1 import activity_pb2
from momento.auth.v1 import auth_pb2
from momento_ingest.application.ports.identity import ListedSession
from momento_ingest.domain import errors
from momento_ingest.domain.audit.event import ActivityEvent

from tests.contract.ingest.identity.accounts import BROWSER, END, LATER_END, UPLOAD, fake_with_ada
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Identity

    from tests.fakes.ingest.mesh import Script


async def test_what_happened_to_an_account_is_told_event_by_event(identity: Identity, script: Script) -> None:
    message = activity_pb2.ActivityEvent(
        event_id=UPLOAD.value,
        occurred_at=timestamp(END),
        event="session.started",
        outcome="refused",
        reason="CREDENTIALS_WRONG",
        session_id=UPLOAD.value,
        client_address="192.0.2.1",
    )
    script.answers["ListActivity"] = auth_pb2.ListActivityResponse(events=[message])
    (event,) = await identity.history("access", "", 3)
    assert event == ActivityEvent(
        UPLOAD.value,
        END,
        "session.started",
        "refused",
        reason="CREDENTIALS_WRONG",
        session_id=UPLOAD.value,
        address="192.0.2.1",
    )
    assert script.requests == [auth_pb2.ListActivityRequest(access_token="access", page_size=3)]


async def test_sessions_are_listed_with_all_that_is_known(identity: Identity, script: Script) -> None:
    message = auth_pb2.Session(
        session_id=UPLOAD.value,
        created_at=timestamp(END),
        last_used_at=timestamp(END),
        expires_at=timestamp(LATER_END),
        client_address="192.0.2.1",
        user_agent="Firefox",
        current=True,
    )
    script.answers["ListSessions"] = auth_pb2.ListSessionsResponse(sessions=[message])
    listed = ListedSession(UPLOAD.value, END, END, LATER_END, "192.0.2.1", "Firefox", current=True)
    assert await identity.sessions("access") == [listed]
    assert script.requests == [auth_pb2.ListSessionsRequest(access_token="access")]


async def test_ending_sessions_names_them_and_says_how_many(identity: Identity, script: Script) -> None:
    script.answers["EndSession"] = auth_pb2.EndSessionResponse()
    script.answers["EndOtherSessions"] = auth_pb2.EndOtherSessionsResponse(ended_count=3)
    await identity.end_session("access", UPLOAD.value)
    assert await identity.end_other_sessions("access") == 3
    assert script.requests == [
        auth_pb2.EndSessionRequest(access_token="access", session_id=UPLOAD.value),
        auth_pb2.EndOtherSessionsRequest(access_token="access"),
    ]


async def test_the_fake_tells_the_same_story_of_sessions_and_passwords() -> None:
    identity, _ = await fake_with_ada()
    first, second, present = [
        (await identity.sign_in("ada@example.org", "a password", BROWSER)).access_token for _ in range(3)
    ]
    by_token = {it.current: it for it in await identity.sessions(first)}
    await identity.end_session(present, by_token[True].session_id)
    with pytest.raises(errors.NotFound):
        await identity.end_session(present, by_token[True].session_id)
    assert await identity.end_other_sessions(present) == 1
    for gone in (first, second):
        with pytest.raises(errors.Unauthenticated):
            await identity.verify(gone)
    with pytest.raises(errors.Forbidden):
        await identity.change_password(present, "wrong", "another", BROWSER, keep_api_keys=False)
    await identity.change_password(present, "a password", "another", BROWSER, keep_api_keys=False)
    await identity.sign_in("ada@example.org", "another", BROWSER)
