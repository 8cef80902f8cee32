from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.account import UserId
from momento_auth.domain.client import Client
from momento_auth.domain.errors import UploadIdInvalid
from momento_auth.domain.refresh_token import RefreshToken
from momento_auth.domain.session import Session, SessionId, SessionLimits
from momento_auth.domain.upload_grant import UploadGrant, UploadId

from tests.fakes.auth.clock import START

UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
TOKEN = RefreshToken(SessionId("01m80gb91p692ex4de2zsjs4vx"), "f" * 43, "1" * 43)
SESSION = Session.start(TOKEN, UserId("01m80gb91p692ex4de2zsjs4vy"), Client("", ""), START)


def test_a_grant_lasts_a_day_in_whole_seconds() -> None:
    grant = UploadGrant.issue(SESSION, UPLOAD, START, SessionLimits())
    assert grant.expires_at == START.replace(microsecond=0) + timedelta(days=1)


def test_a_grant_does_not_outlive_its_session() -> None:
    brief = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=2))
    grant = UploadGrant.issue(SESSION, UPLOAD, START, brief)
    assert grant.expires_at == START.replace(microsecond=0) + timedelta(hours=1)


@pytest.mark.parametrize("text", ["", "../etc/passwd", "01M80GB91P692EX4DE2ZSJS4VZ"])
def test_an_upload_is_named_by_a_ulid(text: str) -> None:
    with pytest.raises(UploadIdInvalid):
        UploadId.parse(text)
