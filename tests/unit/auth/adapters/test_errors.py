from __future__ import annotations

from datetime import timedelta

import pytest
from grpc import StatusCode
from momento_auth.adapters.inbound.grpc.errors import ERRORS
from momento_auth.domain.errors import AuthError
from momento_auth.domain.sessions.errors import RefreshTokenReused
from momento_auth.domain.throttling import TooManyAttempts
from momento_chassis.grpc.errors import status_for


def family(kind: type[AuthError]) -> list[type[AuthError]]:
    return [kind, *(member for child in kind.__subclasses__() for member in family(child))]


@pytest.mark.parametrize("kind", family(AuthError)[1:])
def test_every_refusal_has_a_status_and_a_reason(kind: type[AuthError]) -> None:
    assert kind.reason.isupper()
    assert any(ancestor in ERRORS for ancestor in kind.__mro__)


def test_a_reuse_looks_to_the_caller_like_any_ended_session() -> None:
    status = status_for(RefreshTokenReused("It was used twice."), ERRORS)
    assert status is not None
    assert status.code == StatusCode.UNAUTHENTICATED.value[0]
    assert b"SESSION_ENDED" in status.details[0].value


def test_the_wait_is_rounded_up_to_whole_seconds() -> None:
    assert TooManyAttempts(timedelta(seconds=1.01)).metadata == {"retry_after_seconds": "2"}
    assert TooManyAttempts(timedelta(milliseconds=1)).metadata == {"retry_after_seconds": "1"}
