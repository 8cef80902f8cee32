from __future__ import annotations

from datetime import timedelta

import pytest
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.tokens.errors import UploadIdInvalid
from momento_auth.domain.tokens.upload_grant import UploadGrant, UploadId

from tests.fakes.auth.clock import START

UPLOAD = UploadId("01m80gb91p692ex4de2zsjs4vz")
SESSION = SessionId("01m80gb91p692ex4de2zsjs4vx")
USER = UserId("01m80gb91p692ex4de2zsjs4vy")


def test_a_grant_lasts_a_day_in_whole_seconds() -> None:
    grant = UploadGrant.issue(USER, SESSION, UPLOAD, START, START + timedelta(days=30))
    assert grant.expires_at == START.replace(microsecond=0) + timedelta(days=1)


def test_a_grant_does_not_outlive_its_session() -> None:
    grant = UploadGrant.issue(USER, SESSION, UPLOAD, START, START + timedelta(hours=1))
    assert grant.expires_at == START.replace(microsecond=0) + timedelta(hours=1)


@pytest.mark.parametrize("text", ["", "../etc/passwd", "01M80GB91P692EX4DE2ZSJS4VZ"])
def test_an_upload_is_named_by_a_ulid(text: str) -> None:
    with pytest.raises(UploadIdInvalid):
        UploadId.parse(text)
