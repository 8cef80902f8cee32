from __future__ import annotations

import logging
from typing import Any

import pytest
from momento_auth.adapters.inbound.grpc.auditing import audited
from momento_auth.domain.account import UserId
from momento_auth.domain.errors import CredentialsWrong, RefreshTokenReused

USER = UserId("01m80gb91p692ex4de2zsjs4vx")


@pytest.fixture
def events(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "momento.audit")
    return caplog


def written(events: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.__dict__["audit"] for record in events.records]


def test_what_succeeds_is_written_with_its_account(events: pytest.LogCaptureFixture) -> None:
    with audited("session.started", "203.0.113.7") as entry:
        entry.user_id = USER
    assert written(events) == [
        {"event": "session.started", "user_id": str(USER), "outcome": "success", "client_address": "203.0.113.7"}
    ]


def test_what_is_refused_is_written_with_its_reason(events: pytest.LogCaptureFixture) -> None:
    with pytest.raises(CredentialsWrong), audited("session.started"):
        raise CredentialsWrong("wrong", user_id=USER)
    assert written(events) == [
        {"event": "session.started", "user_id": str(USER), "outcome": "refused", "reason": "CREDENTIALS_WRONG"}
    ]


def test_a_reuse_is_written_as_the_end_of_the_session_too(events: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RefreshTokenReused), audited("session.renewed"):
        raise RefreshTokenReused("twice", user_id=USER)
    assert [(event["event"], event["outcome"]) for event in written(events)] == [
        ("session.renewed", "refused"),
        ("session.ended", "success"),
    ]


def test_a_fault_of_ours_is_no_refusal(events: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ZeroDivisionError), audited("session.renewed"):
        raise ZeroDivisionError
    assert written(events) == []
