from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.wordnet.thesaurus import WordNetThesaurus

from tests.fakes.catalog.thesaurus import SmallThesaurus

if TYPE_CHECKING:
    from momento_catalog.application.ports.thesaurus import Thesaurus

WORDNET = WordNetThesaurus()
THESAURUSES = [SmallThesaurus({"puppy": ("dog",), "dogs": ("dog",), "animal": ("cat", "dog")}), WORDNET]


def meanings(thesaurus: Thesaurus, word: str) -> set[str]:
    return {tag.value for tag in thesaurus.meanings(word)}


@pytest.mark.parametrize("thesaurus", THESAURUSES)
def test_synonyms_broader_and_narrower_words_find_tags(thesaurus: Thesaurus) -> None:
    assert meanings(thesaurus, "puppy") == {"dog"}
    assert {"cat", "dog"} <= meanings(thesaurus, "animal")
    assert meanings(thesaurus, "dogs") == {"dog"}


@pytest.mark.parametrize("thesaurus", THESAURUSES)
def test_a_word_that_is_not_known_and_the_tag_itself_mean_nothing_more(thesaurus: Thesaurus) -> None:
    assert meanings(thesaurus, "xyzzy") == meanings(thesaurus, "dog") == set()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("automobile", "car"),
        ("poodle", "dog"),
        ("kitten", "cat"),
        ("kittens", "cat"),
        ("fruits", "apple"),
        ("geese", "goose"),
        ("mammal", "horse"),
        ("churches", "church"),
        ("building", "church"),
        ("cup", "coffee"),
    ],
)
def test_wordnet_leads_to_what_the_label_model_says(word: str, found: str) -> None:
    assert found in meanings(WORDNET, word)


@pytest.mark.parametrize(
    ("word", "broader"), [("church", "building"), ("churches", "building"), ("coffee", "cup"), ("shop", "building")]
)
def test_a_word_that_the_label_model_says_does_not_find_what_is_broader(word: str, broader: str) -> None:
    assert broader not in meanings(WORDNET, word)


@given(st.text(max_size=12) | st.sampled_from(["animal", "creature", "thing", "object", "entity", "vehicle", "plants"]))
def test_no_word_has_more_meanings_than_promised(word: str) -> None:
    assert len(WORDNET.meanings(word)) <= 100
