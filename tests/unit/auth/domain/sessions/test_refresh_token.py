from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.identifiers import SessionId
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.sessions.refresh_token import RefreshToken

TOKEN = RefreshToken(SessionId("01m80gb91p692ex4de2zsjs4vx"), "f" * 43, "s" * 43)


def test_a_token_is_read_as_it_was_written() -> None:
    assert RefreshToken.parse(TOKEN.reveal()) == TOKEN


def test_a_successor_keeps_the_family_and_nothing_else() -> None:
    successor = TOKEN.successor("t" * 43)
    assert successor.family_digest == TOKEN.family_digest
    assert successor.digest != TOKEN.digest


def test_a_token_is_not_printed() -> None:
    assert "sss" not in repr(TOKEN)
    assert "fff" not in repr(TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        TOKEN.reveal() + "\n",
        TOKEN.reveal()[:-1],
        TOKEN.reveal().replace("01m80", "u1m80"),
        TOKEN.reveal().replace("s", "ß"),
        TOKEN.reveal().upper(),
    ],
)
def test_anything_else_belongs_to_no_session(text: str) -> None:
    with pytest.raises(SessionEnded):
        RefreshToken.parse(text)


@given(st.text())
def test_no_text_makes_reading_fail_otherwise(text: str) -> None:
    with pytest.raises(SessionEnded):
        RefreshToken.parse(text)
