"""What a label model's answers mean in people's words.

A model divides its certainty among a thousand narrow classes: of an unknown dog it says a little of each of thirty
breeds. Summed up the hypernyms of WordNet the parts make "dog", which it was sure of all along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from momento_scanner.domain.description.tag import Tag, TagSource, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MAX_LABELS: Final = 8
"""Of one picture or film; the surest are kept."""
_WITNESSES: Final = 2
"""Pictures of a film whose mean counts: what only one of them shows, which may be blurred or a cut, counts half."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word, and the meanings (WordNet ids) that it stands for together with all that lies below them.

    Attributes:
        threshold: the probability from which the word is said.
    """

    word: str
    synsets: frozenset[str]
    threshold: float

    def __post_init__(self) -> None:
        """Refuses a word that is no tag, a term without meaning, and a threshold that says everything or nothing."""
        if not self.word or self.word != normal(self.word):
            raise ValueError(f"not a word for a tag: {self.word!r}")
        if not self.synsets:
            raise ValueError(f"{self.word}: it stands for nothing")
        if not 0 < self.threshold < 1:
            raise ValueError(f"{self.word}: {self.threshold} is no threshold")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a model can say.

    Attributes:
        size: how many classes the model has.
        words: each term with the numbers of the model's classes that count for it.
    """

    size: int
    words: tuple[tuple[Term, tuple[int, ...]], ...]

    @classmethod
    def of(cls, terms: Iterable[Term], classes: Sequence[str], above: Mapping[str, Iterable[str]]) -> Self:
        """The vocabulary for a model that answers for `classes` (WordNet ids), in this order.

        `above` holds the ids directly above each id, for the classes and everything above them.

        Raises:
            ValueError: a class is not in `above`, or a term stands for no class.
        """
        reached = [frozenset(_upwards(each, above)) for each in classes]
        words = []
        for term in terms:
            counted = tuple(number for number, ids in enumerate(reached) if ids & term.synsets)
            if not counted:
                raise ValueError(f"{term.word}: the model knows nothing of the kind")
            words.append((term, counted))
        return cls(len(classes), tuple(words))

    def labels(self, pictures: Sequence[Sequence[float]]) -> tuple[Tag, ...]:
        """What is to be seen, surest first, from the probabilities of all classes for each of a file's pictures."""
        if any(len(picture) != self.size for picture in pictures):
            raise ValueError(f"a model of {self.size} classes answers with as many probabilities")
        sure = [
            (term.word, _agreed([_sum(picture, counted) for picture in pictures]), term) for term, counted in self.words
        ]
        said = [
            Tag(word, TagSource.MODEL, confidence) for word, confidence, term in sure if confidence >= term.threshold
        ]
        return tuple(sorted(said, key=lambda tag: -(tag.confidence or 0))[:MAX_LABELS])


def _upwards(wordnet_id: str, above: Mapping[str, Iterable[str]]) -> Iterator[str]:
    if wordnet_id not in above:
        raise ValueError(f"nothing is known of what lies above {wordnet_id}")
    yield wordnet_id
    for each in above[wordnet_id]:
        yield from _upwards(each, above)


def _sum(picture: Sequence[float], counted: tuple[int, ...]) -> float:
    # Rounding may lead a hair above 1.
    return min(1.0, sum(picture[number] for number in counted))


def _agreed(probabilities: list[float]) -> float:
    best = sorted(probabilities, reverse=True)[:_WITNESSES]
    return sum(best) / len(best) if best else 0.0
