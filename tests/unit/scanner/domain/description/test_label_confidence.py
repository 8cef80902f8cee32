from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.domain.description.label_confidence import MAX_LABELS, Term, Vocabulary
from momento_scanner.domain.description.tag import TagSource

ABOVE = {
    "n1": [],
    "dog": ["animal", "pet"],
    "cat": ["animal", "pet"],
    "animal": ["n1"],
    "pet": ["animal"],
    "pug": ["dog"],
    "poodle": ["dog"],
    "tabby": ["cat"],
    "car": ["n1"],
}
CLASSES = ("pug", "poodle", "tabby", "car")


def vocabulary(**thresholds: float) -> Vocabulary:
    terms = [Term(word, frozenset({word}), threshold) for word, threshold in thresholds.items()]
    return Vocabulary.of(terms, CLASSES, ABOVE)


def said(words: Vocabulary, *pictures: tuple[float, ...]) -> dict[str, float | None]:
    return {tag.name: tag.confidence for tag in words.labels(pictures)}


def test_what_is_unsure_of_the_kind_can_be_sure_of_the_whole() -> None:
    words = vocabulary(pug=0.5, poodle=0.5, dog=0.5, animal=0.5)

    assert said(words, (0.4, 0.3, 0.1, 0.2)) == {"animal": pytest.approx(0.8), "dog": pytest.approx(0.7)}


def test_a_class_below_a_word_on_two_ways_counts_once() -> None:
    assert said(vocabulary(animal=0.1), (0.5, 0.0, 0.0, 0.5)) == {"animal": 0.5}


def test_a_word_is_said_from_its_threshold_on() -> None:
    assert said(vocabulary(car=0.5), (0.5, 0.0, 0.0, 0.5)) == {"car": 0.5}
    assert said(vocabulary(car=0.5), (0.51, 0.0, 0.0, 0.49)) == {}


def test_the_surest_comes_first_and_each_is_from_the_model() -> None:
    labels = vocabulary(car=0.1, dog=0.1, animal=0.1).labels([(0.5, 0.1, 0.1, 0.3)])

    assert [tag.name for tag in labels] == ["animal", "dog", "car"]
    assert {tag.source for tag in labels} == {TagSource.MODEL}


def test_a_word_can_stand_for_several_meanings() -> None:
    words = Vocabulary.of([Term("at home", frozenset({"pet", "car"}), 0.9)], CLASSES, ABOVE)

    assert said(words, (0.2, 0.2, 0.2, 0.4)) == {"at home": pytest.approx(1.0)}


def test_what_only_one_picture_of_a_film_shows_counts_half() -> None:
    words = vocabulary(dog=0.5)

    assert said(words, (0.8, 0.0, 0.0, 0.2), (0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0, 1.0)) == {}
    assert said(words, (0.8, 0.0, 0.0, 0.2), (0.6, 0.0, 0.0, 0.4), (0.0, 0.0, 0.0, 1.0)) == {"dog": pytest.approx(0.7)}


def test_there_are_never_very_many() -> None:
    terms = [Term(f"word {number}", frozenset({"animal"}), 0.1) for number in range(20)]

    assert len(Vocabulary.of(terms, CLASSES, ABOVE).labels([(1.0, 0.0, 0.0, 0.0)])) == MAX_LABELS


@given(st.lists(st.floats(0.001, 1), min_size=4, max_size=4))
def test_confidence_is_a_probability_whatever_the_model_says(weights: list[float]) -> None:
    picture = [weight / sum(weights) for weight in weights]

    for tag in vocabulary(dog=0.01, animal=0.01, n1=0.01).labels([picture]):
        assert tag.confidence is not None
        assert 0.01 <= tag.confidence <= 1


def test_a_word_for_nothing_that_the_model_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="bird: the model knows nothing of the kind"):
        vocabulary(bird=0.5)


def test_a_class_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(ValueError, match="above fish"):
        Vocabulary.of([], ["fish"], ABOVE)


def test_a_model_with_other_classes_is_refused() -> None:
    with pytest.raises(ValueError, match="4 classes"):
        vocabulary(dog=0.5).labels([(0.5, 0.5)])


@pytest.mark.parametrize(
    ("word", "synsets", "threshold"),
    [("Dog", {"dog"}, 0.5), ("", {"dog"}, 0.5), ("dog", set(), 0.5), ("dog", {"dog"}, 0.0), ("dog", {"dog"}, 1.0)],
)
def test_a_term_is_a_tag_a_meaning_and_a_threshold(word: str, synsets: set[str], threshold: float) -> None:
    with pytest.raises(ValueError, match=r"not a word|stands for nothing|no threshold"):
        Term(word, frozenset(synsets), threshold)
