from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.api_keys.api_key import MAX_LIFETIME, ApiKey, ApiKeyText
from momento_auth.domain.api_keys.errors import ExpiryInvalid
from momento_auth.domain.identifiers import SessionId, UserId
from momento_auth.domain.tokens.errors import ScopesInvalid, TokenInvalid
from momento_auth.domain.tokens.scope import Scope, key_scopes

from tests.fakes.auth.clock import START

TEXT = ApiKeyText(SessionId("01m80gb91p692ex4de2zsjs4vz"), "s" * 43)


def test_a_key_is_read_as_it_was_given() -> None:
    text = TEXT.reveal()
    assert text.startswith("momento_")
    assert len(text) == 85
    assert ApiKeyText.parse(text) == TEXT
    assert "s" * 43 not in repr(TEXT)


@given(st.integers(0, 84), st.characters(min_codepoint=33, max_codepoint=126))
def test_one_wrong_character_is_noticed_without_asking_the_store(place: int, character: str) -> None:
    text = TEXT.reveal()
    slip = text[:place] + character + text[place + 1 :]
    if slip != text:
        with pytest.raises(TokenInvalid):
            ApiKeyText.parse(slip)


@pytest.mark.parametrize("text", ["", "momento_", TEXT.reveal()[:-1], TEXT.reveal() + "0", TEXT.reveal() + "\n"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(TokenInvalid):
        ApiKeyText.parse(text)


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(seconds=-1), MAX_LIFETIME + timedelta(seconds=1)])
def test_a_key_has_an_end_that_is_ahead_and_not_too_far(lifetime: timedelta) -> None:
    with pytest.raises(ExpiryInvalid):
        ApiKey(
            key_id=TEXT.key_id,
            user_id=UserId("01m80gb91p692ex4de2zsjs4vx"),
            name=DisplayName("backup"),
            scopes=frozenset({Scope.MEDIA_READ}),
            digest=TEXT.digest,
            created_at=START,
            expires_at=START + lifetime,
        )


@pytest.mark.parametrize("scopes", [[], ["media:read", "account:manage"], ["*"], ["media:read media:write"], [""]])
def test_a_key_is_for_something_and_never_for_managing_the_account(scopes: list[str]) -> None:
    with pytest.raises(ScopesInvalid):
        key_scopes(scopes)


def test_a_scope_named_twice_is_one() -> None:
    assert key_scopes(["media:read", "media:read"]) == {Scope.MEDIA_READ}
