from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from momento_auth.adapters.inbound.grpc.auditing import AuditTrail
from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.domain.accounts.errors import CredentialsWrong
from momento_auth.domain.identifiers import UserId
from momento_auth.domain.sessions.errors import RefreshTokenReused, SessionEnded
from momento_auth.domain.tokens.errors import TokenExpired, TokenInvalid

from tests.fakes.auth.activity import InMemoryActivity
from tests.fakes.auth.clock import SettableClock

if TYPE_CHECKING:
    from momento_auth.domain.errors import AuthError

USER = UserId("01m80gb91p692ex4de2zsjs4vx")
KEPT_FOR = timedelta(days=400)


class Scene:
    def __init__(self, log: pytest.LogCaptureFixture) -> None:
        self.log = log
        self.clock = SettableClock()
        self.activity = InMemoryActivity()
        self.trail = AuditTrail(self.activity, SystemIdentifiers(), self.clock, KEPT_FOR)

    def lines(self) -> list[dict[str, Any]]:
        return [record.__dict__["audit"] for record in self.log.records]

    def reported(self) -> list[tuple[str, str, str | None]]:
        return [(line["event"], line["outcome"], line.get("reason")) for line in self.lines()]

    def kept(self) -> list[str]:
        return [str(event.event_id) for event in reversed(self.activity.history(USER, None, 50))]

    def refused(self, event: str, error: AuthError, address: str = "") -> None:
        with pytest.raises(type(error)), self.trail.audited(event, address):
            raise error


@pytest.fixture
def scene(caplog: pytest.LogCaptureFixture) -> Scene:
    caplog.set_level(logging.INFO, "momento.audit")
    return Scene(caplog)


def test_what_succeeds_is_one_line_and_one_event_and_they_say_the_same(scene: Scene) -> None:
    with scene.trail.audited("session.started", "203.0.113.7") as entry:
        entry.user_id = USER
    (line,), (event,) = scene.lines(), scene.activity.history(USER, None, 10)
    assert line == {
        "event": "session.started",
        "user_id": str(USER),
        "outcome": "success",
        "event_id": str(event.event_id),
        "client_address": "203.0.113.7",
    }
    assert (event.event, event.outcome, event.client_address) == ("session.started", "success", "203.0.113.7")


def test_what_is_refused_is_written_with_its_reason(scene: Scene) -> None:
    scene.refused("session.started", CredentialsWrong("wrong", user_id=USER))
    assert scene.reported() == [("session.started", "refused", "CREDENTIALS_WRONG")]
    assert scene.kept() == [line["event_id"] for line in scene.lines()]


def test_the_same_refusal_within_a_minute_is_one_event_and_from_elsewhere_another(scene: Scene) -> None:
    wrong = CredentialsWrong("wrong", user_id=USER)
    for address in ("203.0.113.7", "203.0.113.7", "198.51.100.1"):
        scene.refused("session.started", wrong, address)
    scene.clock.advance(seconds=60)
    scene.refused("session.started", wrong, "203.0.113.7")
    assert len(scene.lines()) == 3
    assert scene.kept() == sorted(line["event_id"] for line in scene.lines())


def test_a_reuse_is_written_as_the_end_of_the_session_too(scene: Scene) -> None:
    scene.refused("session.renewed", RefreshTokenReused("twice", user_id=USER))
    assert scene.reported() == [
        ("session.renewed", "refused", "SESSION_ENDED"),
        ("session.ended", "success", "REFRESH_TOKEN_REUSED"),
    ]
    assert len(scene.kept()) == 2


def test_a_renewal_that_succeeds_is_a_line_and_no_event_of_the_history(scene: Scene) -> None:
    with scene.trail.audited("session.renewed") as entry:
        entry.user_id = USER
    assert scene.reported() == [("session.renewed", "success", None)]
    assert scene.kept() == []


def test_what_concerns_no_known_account_is_a_line_alone(scene: Scene) -> None:
    scene.refused("session.started", CredentialsWrong("wrong"))
    assert scene.lines()[0]["user_id"] is None


@pytest.mark.parametrize(
    ("error", "noted"),
    [(TokenInvalid("forged"), 1), (SessionEnded("over", user_id=USER), 1), (TokenExpired("old"), 0)],
)
def test_a_forged_token_and_one_of_an_ended_session_are_denied_access(
    scene: Scene, error: AuthError, noted: int
) -> None:
    with pytest.raises(type(error)), scene.trail.denials():
        raise error
    assert scene.reported() == [("access.denied", "refused", error.reason)] * noted


def test_a_sign_in_lets_go_of_what_is_too_old(scene: Scene) -> None:
    for _ in range(2):
        with scene.trail.audited("session.started") as entry:
            entry.user_id = USER
        scene.clock.advance(KEPT_FOR + timedelta(seconds=1))
    assert len(scene.kept()) == 1


def test_a_fault_of_ours_is_no_refusal(scene: Scene) -> None:
    with pytest.raises(ZeroDivisionError), scene.trail.audited("session.renewed"):
        raise ZeroDivisionError
    assert scene.lines() == []
