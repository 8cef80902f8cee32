from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_chassis.config import Secret
from momento_chassis.parsers import boolean, one_of, origin, secret_key, secret_keys, whole_number


@pytest.mark.parametrize("text", ["true", "TRUE", " yes ", "1", "on"])
def test_words_for_yes(text: str) -> None:
    assert boolean(text) is True


@pytest.mark.parametrize("text", ["false", "No", "0", "off"])
def test_words_for_no(text: str) -> None:
    assert boolean(text) is False


@pytest.mark.parametrize("text", ["", "maybe", "2", "truee", "null"])
def test_anything_else_is_neither(text: str) -> None:
    with pytest.raises(ValueError, match="say true or false"):
        boolean(text)


@given(st.integers(-100, 200))
def test_whole_numbers_are_taken_within_their_bounds(number: int) -> None:
    parse = whole_number(1, 100)
    if 1 <= number <= 100:
        assert parse(f" {number} ") == number
    else:
        with pytest.raises(ValueError, match="from 1 to 100"):
            parse(str(number))


@pytest.mark.parametrize("text", ["", " ", "1.5", "1e1", "+1", "-1", "0x1", "1_0", "one", "²"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="from 1 to 100"):
        whole_number(1, 100)(text)


def test_one_of_a_few_words_is_taken_as_it_is_written() -> None:
    parse = one_of("proxy", "redirect")
    assert parse("proxy") == "proxy"
    for text in ("Proxy", "proxy ", ""):
        with pytest.raises(ValueError, match="say one of: proxy, redirect"):
            parse(text)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_of_the_right_length_is_taken(key: bytes) -> None:
    text = base64.b64encode(key).decode()
    assert secret_key(32)(text) == Secret(text)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=3))
def test_several_keys_stand_between_commas(keys: list[bytes]) -> None:
    texts = [base64.b64encode(key).decode() for key in keys]
    assert secret_keys(32)(" , ".join(texts)) == Secret(",".join(texts))


@pytest.mark.parametrize("text", ["", ",", "x", f"{base64.b64encode(bytes(32)).decode()},"])
def test_one_bad_key_among_several_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="base64 of exactly 32 bytes"):
        secret_keys(32)(text)


@given(st.text(max_size=60))
def test_any_other_text_is_no_key(text: str) -> None:
    try:
        length = len(base64.b64decode(text, validate=True))
    except ValueError:
        length = 0
    if length != 32:
        with pytest.raises(ValueError, match="base64 of exactly 32 bytes"):
            secret_key(32)(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://Photos.example.org", "https://photos.example.org"),
        (" https://localhost:8443 ", "https://localhost:8443"),
        ("https://photos.example.org:443", "https://photos.example.org"),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(text: str, read: str) -> None:
    assert origin(text) == read


@pytest.mark.parametrize(
    "text", ["", "photos.example.org", "http://localhost", "https://", "https://a/", "https://a?b"]
)
def test_what_is_more_or_less_than_an_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="https://host"):
        origin(text)
