from __future__ import annotations

import hashlib

from momento_scanner.adapters.outbound.onnx.model_folder import BUILT_IN, GRAPH, read_vocabulary


def test_the_built_in_model_is_the_one_that_its_card_describes() -> None:
    card = (BUILT_IN / "MODEL_CARD.md").read_text(encoding="utf-8")

    assert hashlib.sha256((BUILT_IN / GRAPH).read_bytes()).hexdigest() in card


def test_an_uncertain_model_is_still_sure_of_the_whole() -> None:
    words = read_vocabulary(BUILT_IN)
    classes = (BUILT_IN / "classes.txt").read_text(encoding="ascii").split()
    # Of each of the 118 breeds a little, and the rest on everything else.
    dogs = {number for term, counted in words.words if term.word == "dog" for number in counted}
    picture = [
        0.9 / len(dogs) if number in dogs else 0.1 / (len(classes) - len(dogs)) for number in range(len(classes))
    ]

    assert len(dogs) == 118
    assert [tag.name for tag in words.labels([picture])] == ["animal", "dog"]


def test_no_screen_of_a_computer_is_taken_for_a_computer_because_wordnet_puts_web_sites_there() -> None:
    counted = {term.word: set(numbers) for term, numbers in read_vocabulary(BUILT_IN).words}

    assert not counted["computer"] & counted["document"]
