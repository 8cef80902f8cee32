from __future__ import annotations

import base64
import string
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.errors import PageTokenInvalid
from momento_catalog.domain.search.filter import MediaFilter
from momento_catalog.domain.search.page_token import PageTokens
from momento_catalog.domain.timeline.timeline import Moment

from tests.fakes.catalog.catalog import LANGUAGE
from tests.fakes.catalog.samples import new_upload_id, new_user_id

TOKENS = PageTokens(bytes(range(32)))
USER = new_user_id()
_ALPHABET = string.ascii_letters + string.digits + "-_"
EVERYTHING = MediaFilter()
MOMENT = Moment(datetime(1969, 7, 20, 20, 17, 40, 1000, tzinfo=UTC), new_upload_id())


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_token_leads_back_to_its_place(taken_at: datetime) -> None:
    moment = Moment(taken_at.replace(microsecond=taken_at.microsecond // 1000 * 1000), new_upload_id())
    assert TOKENS.read(USER, EVERYTHING, TOKENS.issue(USER, EVERYTHING, moment)) == moment


def test_a_token_of_another_user_is_refused() -> None:
    with pytest.raises(PageTokenInvalid):
        TOKENS.read(new_user_id(), EVERYTHING, TOKENS.issue(USER, EVERYTHING, MOMENT))


@pytest.mark.parametrize(
    "other",
    [
        replace(EVERYTHING, trashed=True),
        *map(
            LANGUAGE.read,
            (
                "cat",
                '"cat"',
                "cat*",
                "tag:cat",
                "title:cat",
                "-cat",
                "cat dog",
                "cat | dog",
                "type:photo",
                "taken:1969",
            ),
        ),
    ],
)
def test_a_token_of_another_search_is_refused(other: MediaFilter) -> None:
    with pytest.raises(PageTokenInvalid):
        TOKENS.read(USER, other, TOKENS.issue(USER, EVERYTHING, MOMENT))


def test_a_token_goes_on_with_the_same_search_however_it_is_written() -> None:
    token = TOKENS.issue(USER, LANGUAGE.read("Sea  tag:cat|dog"), MOMENT)
    assert TOKENS.read(USER, LANGUAGE.read("tag:DOG | tag:cat sea"), token) == MOMENT


def test_a_token_with_any_bit_changed_is_refused() -> None:
    sealed = base64.urlsafe_b64decode(TOKENS.issue(USER, EVERYTHING, MOMENT))
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(PageTokenInvalid):
            TOKENS.read(USER, EVERYTHING, base64.urlsafe_b64encode(changed).decode())


def test_a_token_has_one_spelling() -> None:
    # A place of 34 bytes behind a seal of 16: the last character of the token carries bits that mean nothing.
    token = TOKENS.issue(USER, EVERYTHING, MOMENT)
    body, padding = token.rstrip("="), "=" * token.count("=")
    assert padding
    others = [f"{body[:-1]}{last}{padding}" for last in _ALPHABET if last != body[-1]]
    same_bytes = [other for other in others if base64.urlsafe_b64decode(other) == base64.urlsafe_b64decode(token)]
    assert same_bytes
    for other in (*same_bytes, token.replace("=", ""), f"{token}=="):
        with pytest.raises(PageTokenInvalid):
            TOKENS.read(USER, EVERYTHING, other)


@given(st.text())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PageTokenInvalid):
        TOKENS.read(USER, EVERYTHING, text)


def test_a_token_sealed_with_another_key_is_refused() -> None:
    with pytest.raises(PageTokenInvalid):
        TOKENS.read(USER, EVERYTHING, PageTokens(bytes(32)).issue(USER, EVERYTHING, MOMENT))


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PageTokens(b"short")
