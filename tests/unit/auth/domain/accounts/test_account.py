from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_auth.domain.accounts.account import DisplayName
from momento_auth.domain.accounts.email_address import EmailAddress, canonical_address
from momento_auth.domain.accounts.errors import DisplayNameInvalid, EmailInvalid
from momento_auth.domain.identifiers import SessionId, UserId

ULID = "01m80gb91p692ex4de2zsjs4vx"


def test_an_address_is_kept_as_typed_but_for_the_space_around_it() -> None:
    assert EmailAddress("  Ada@Example.org\n").as_typed == "Ada@Example.org"


def test_addresses_that_differ_in_case_alone_are_equal() -> None:
    assert EmailAddress("ADA@example.ORG") == EmailAddress("ada@EXAMPLE.org")
    assert hash(EmailAddress("ADA@example.ORG")) == hash(EmailAddress("ada@EXAMPLE.org"))


def test_addresses_composed_differently_in_unicode_are_equal() -> None:
    assert EmailAddress("jos\u00e9@example.org") == EmailAddress("jose\u0301@example.org")


@given(st.text())
def test_the_canonical_form_of_a_text_is_that_of_each_of_its_spellings_and_of_itself(text: str) -> None:
    canonical = canonical_address(text)
    assert canonical_address(canonical) == canonical
    for form in ("NFC", "NFD"):
        assert canonical_address(unicodedata.normalize(form, text)) == canonical
        assert canonical_address(unicodedata.normalize(form, canonical)) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [("ǰ@example.org", "J\u030c@example.org"), ("ᾳ\u0300@example.org", "\u0391\u0300\u0345@example.org")],
)
def test_addresses_are_equal_whichever_of_case_and_composition_is_folded_first(one: str, other: str) -> None:
    assert EmailAddress(one) == EmailAddress(other)


def test_different_addresses_are_not_equal() -> None:
    assert EmailAddress("ada@example.org") != EmailAddress("bob@example.org")


@pytest.mark.parametrize(
    "text",
    ["", "ada", "@example.org", "ada@", "a@b@c", "a da@example.org", "ada@exam\nple.org", "ada\u202e@example.org"],
)
def test_what_nobody_could_write_to_is_no_address(text: str) -> None:
    with pytest.raises(EmailInvalid):
        EmailAddress(text)


def test_an_address_has_at_most_254_characters() -> None:
    longest = "a" * 64 + "@" + "b" * 189
    assert EmailAddress(longest).as_typed == longest
    with pytest.raises(EmailInvalid, match="254"):
        EmailAddress(longest + "b")


@given(st.text(max_size=300))
def test_any_text_is_either_an_address_or_refused_with_a_reason(text: str) -> None:
    try:
        address = EmailAddress(text)
    except EmailInvalid:
        return
    assert address == EmailAddress(address.as_typed)
    assert address.as_typed.count("@") == 1


def test_a_name_is_trimmed() -> None:
    assert DisplayName("  Ada  ").text == "Ada"


@pytest.mark.parametrize("text", ["Ada", "José Ñandú", "愛", "👩‍👩‍👧", "x" * 100])
def test_names_of_all_scripts_are_taken(text: str) -> None:
    assert DisplayName(text).text == text


@pytest.mark.parametrize("text", ["", "   ", "x" * 101, "A\x00da", "A\nda", "Ada\u202egro", "A\u2028da"])
def test_names_that_cannot_be_shown_are_refused(text: str) -> None:
    with pytest.raises(DisplayNameInvalid):
        DisplayName(text)


@pytest.mark.parametrize("text", ["", ULID.upper(), ULID[:-1], ULID + "0", "8" + ULID[1:], "u" * 26, f"{ULID}\n"])
def test_an_identifier_is_a_lower_case_ulid(text: str) -> None:
    with pytest.raises(ValueError, match="ULID"):
        UserId(text)


def test_identifiers_of_different_kinds_are_never_equal() -> None:
    user_id: object = UserId(ULID)
    assert user_id != SessionId(ULID)
