"""The query language: what searches mean, and what is said of those that are mistaken."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from momento_catalog.adapters.inbound.query_language.filters import FILTERS
from momento_catalog.domain.errors import QueryInvalid
from momento_catalog.domain.search.filter import MediaFilter

from tests.fakes.catalog.catalog import LANGUAGE
from tests.fakes.catalog.samples import media, new_user_id
from tests.fakes.catalog.searches import Search, searches

USER = new_user_id()
README = Path(__file__).parents[5] / "services/catalog/README.md"
MAX_SHOWN_LENGTH = 60


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", ""),
        ("  Straße  Sun* ", "strasse sun*"),
        ("beach dog | cat", "beach cat | dog"),
        ("(beach dog) | cat", "(beach dog) | cat"),
        ("-dog|cat", "-(cat | dog)"),
        ("tag:dog|cat|tag:fish", "tag:cat | tag:dog | tag:fish"),
        ('"Sunny  BEACH" tag:“new york”', '"sunny beach" tag:"new york"'),
        ("self-portrait 12:30", '"12 30" "self portrait"'),
        ("IMG_4711.JPG", '"img 4711.jpg"'),
        ("filename:IMG_47* title:sea", 'filename:"img 47"* title:sea'),
        ("Color:red colour:blue", "color:blue color:red"),
        ("near:-17.8,177.4 near:44.5,11.3,500m", "near:-17.8,177.4,5km near:44.5,11.3,0.5km"),
        ("taken:2008 after:2008-10 before:2008-10-22", "after:2008-10 before:2008-10-22 taken:2008"),
        ("country:italy city:ro* place:lazio", "city:ro* country:italy place:lazio"),
        ('camera:"Nikon D70" lens:50mm', 'camera:"nikon d70" lens:50mm'),
        ("type:photo is:favorite", "is:favorite type:photo"),
        ("twice twice", "twice"),
        ("(sea sun) | (sun sea)", "sea sun"),
    ],
)
def test_a_search_is_read_into_one_form(text: str, meaning: str) -> None:
    assert str(LANGUAGE.read(text).wanted) == meaning


def test_the_trash_is_asked_for_as_a_whole() -> None:
    assert LANGUAGE.read("is:trashed") == MediaFilter(trashed=True)
    assert LANGUAGE.read("sea IS:Trashed").trashed
    assert not LANGUAGE.read("sea").trashed


KNOWN = ", ".join(f"{name}:" for name in FILTERS)
MISTAKES = [
    ("tga:dog", 1, "tga: is no filter; did you mean tag:? Put it into quotes to search for the words."),
    (
        "a http://b",
        3,
        f"http: is no filter; there are {KNOWN}. Put it into quotes to search for the words.",
    ),
    ("sea tag:", 5, "tag: needs something to look for; write it right behind, without a space."),
    ("tag: dog", 1, "tag: needs something to look for; write it right behind, without a space."),
    ("tag:|cat", 1, "tag: needs something to look for; write it right behind, without a space."),
    ('sea "dog', 5, "This quotation mark has no partner; add one or remove it."),
    ("(dog", 1, "This ( is never closed; add a ), or put the word into quotes."),
    ("dog )", 5, "This ) closes nothing; remove it, or put the word into quotes."),
    ("sea ()", 6, "There is nothing between these parentheses; remove them."),
    ("(" * 9 + "a" + ")" * 9, 9, "At most 8 parentheses stand inside each other; make the search simpler."),
    ("| dog", 1, "Nothing stands before this |; write a word before it or remove it."),
    ("dog |", 5, "Nothing follows this |; write a word behind it or remove it."),
    ("dog || cat", 5, "Nothing follows this |; write a word behind it or remove it."),
    ("dog | -cat", 7, "Only a whole choice can be negated; put what follows | into parentheses: (-word)."),
    ("sea - dog", 5, "Nothing follows this -; write a word right behind it, without a space, or remove it."),
    ("--dog", 1, "Nothing follows this -; write a word right behind it, without a space, or remove it."),
    ('dog"cat"', 4, "Something touches what stands before it; put a space between them."),
    ("sea *", 5, "There is no letter or digit in * to search for; type a word."),
    ('title:"!?"', 7, 'There is no letter or digit in "!?" to search for; type a word.'),
    ("do*g", 3, "A * takes any ending and stands at the end of a word; remove it or move it there."),
    ("*dog", 1, "A * takes any ending and stands at the end of a word; remove it or move it there."),
    ("type:audio", 6, "There is no type audio; ask for type:photo or type:video."),
    ("is:blue", 4, "Nothing can be blue; ask for is:favorite or is:trashed."),
    (
        "dog | is:trashed",
        10,
        "The trash is searched as a whole: write is:trashed alone, without -, | or parentheses around it.",
    ),
    ("taken:2008-13", 7, "2008-13 is not in the calendar; correct the month or the day."),
    ("after:yesterday", 7, "yesterday is no date; write a year, a month or a day: 2008, 2008-10 or 2008-10-22."),
    (
        "near:44.5",
        6,
        "44.5 is no position; write degrees north, degrees east and a distance without spaces: near:44.5,11.3,5km.",
    ),
    (
        "near:95,11",
        6,
        "A position lies between 90 degrees south and north and 180 degrees west and east. Correct 95,11.",
    ),
    ("near:44.5,11.3,5000km", 6, "A distance is more than nothing and at most 1000 km; choose another."),
    ("tag:a#b", 5, "A tag cannot contain control characters or #; remove them."),
    (f"tag:{'x' * 51}", 5, "A tag has 1 to 50 characters; shorten or remove it."),
    ("dog\u202ecat", 4, "There is a character here that cannot be seen; remove it."),
    ("x" * 501, 501, "A search has at most 500 characters; shorten it."),
    (" ".join(f"w{number}" for number in range(21)), 71, "A search has at most 20 words and values; leave some out."),
]
"""Text, character, answer."""


@pytest.mark.parametrize(("text", "position", "sentence"), MISTAKES)
def test_a_mistake_is_answered_with_where_and_why(text: str, position: int, sentence: str) -> None:
    with pytest.raises(QueryInvalid) as refusal:
        LANGUAGE.read(text)
    assert refusal.value.position == position
    assert str(refusal.value) == sentence


def test_the_readme_shows_what_is_said_of_mistakes() -> None:
    shown = README.read_text(encoding="utf-8").replace("\\|", "|")
    for text, position, sentence in MISTAKES:
        if len(text) < MAX_SHOWN_LENGTH and text.isprintable():
            assert f"| `{text}` | {position} | {sentence} |" in shown


def test_a_mistake_after_leading_spaces_is_found_where_it_stands() -> None:
    with pytest.raises(QueryInvalid) as refusal:
        LANGUAGE.read("   type:audio")
    assert refusal.value.position == 9


@given(st.text(st.sampled_from('ab*|-()":., \u201ctag:near:taken:is:0123456789'), max_size=40) | st.text(max_size=40))
def test_any_text_is_understood_or_refused_at_a_place_within_it(text: str) -> None:
    with contextlib.suppress(QueryInvalid):
        assert isinstance(LANGUAGE.read(text), MediaFilter)
        return
    with pytest.raises(QueryInvalid) as refusal:
        LANGUAGE.read(text)
    assert 1 <= refusal.value.position <= len(text) + 1


@settings(max_examples=300)
@given(searches)
def test_what_a_search_is_written_as_means_the_same_again(search: Search) -> None:
    understood = LANGUAGE.read(search.text)
    assert str(LANGUAGE.read(str(understood.wanted)).wanted) == str(understood.wanted)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("puppy", []),
        ("sunflower*", [("sunflower*", "filename", "Sunflowers.jpg")]),
        ("shore", [("shore", "tag", "sea")]),
        ("sea -tree type:photo", [("sea", "tag", "sea"), ("type:photo", "type", "photo")]),
        ("x | tag:sea | sea*", [("tag:sea", "tag", "sea"), ("sea*", "tag", "sea")]),
        ("taken:2008", [("taken:2008", "taken", "2008-10-22")]),
        ("title:garden is:favorite", [("title:garden", "title", "My garden"), ("is:favorite", "favorite", "true")]),
    ],
)
def test_a_search_explains_what_it_found(text: str, found: list[tuple[str, str, str]]) -> None:
    item = media(USER, title="My garden", file_name="Sunflowers.jpg", tags=["sea"], favorite=True)
    reasons = LANGUAGE.read(text).explained(item)
    assert [(reason.term, reason.by, reason.value) for reason in reasons] == found
