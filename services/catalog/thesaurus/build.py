"""Writes which words mean each word of a label vocabulary: `meanings.tsv` of the catalog's thesaurus.

    python build.py VOCABULARY WORDNET CORRECTIONS > meanings.tsv

VOCABULARY is the label model's `vocabulary.toml` (word = { synsets = [WordNet ids], … }) of the scanner; WORDNET is the
folder of WordNet 3.0, whose offsets these ids are, as Debian's package `wordnet-base` has it (formats: wndb(5WN));
CORRECTIONS is `corrections.toml` beside this script.

Each line of the result is a word of the vocabulary and, after a tab, the words that find it:
- its synonyms: car, automobile;
- broader words, up to those that would find more than 100 words of the vocabulary: dog, pet, animal;
- narrower words that have no nearer word of the vocabulary above them: dog, puppy, poodle;
- irregular plurals of all these; regular ones are undone when a search is read.
Of a word with several senses only the most frequent one counts, unless the vocabulary itself means another.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ABOVE: Final = frozenset({"@", "@i"})
"""Pointer symbols of a hypernym and of what a thing is an instance of (wninput(5WN))."""
FIELDS_BEFORE_WORDS: Final = 4
FIELDS_A_WORD: Final = 2
FIELDS_A_POINTER: Final = 4
MAX_MEANINGS: Final = 100
FURTHEST_STEPS: Final = 4
"""From a narrower word up to one of the vocabulary: a poodle is a dog, and hardly a vertebrate."""

Vocabulary = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Synset:
    """A meaning: the ids directly above it, and its words."""

    above: tuple[str, ...]
    words: tuple[str, ...]


def main() -> None:
    """Prints the table."""
    vocabulary_path, wordnet, corrections = (Path(argument) for argument in sys.argv[1:])
    vocabulary = read_vocabulary(vocabulary_path)
    synsets = dict(read_synsets(licensed(wordnet / "data.noun")))
    senses = dict(read_senses(licensed(wordnet / "index.noun")))
    found = finders(vocabulary, synsets, senses)
    correct(found, corrections, frozenset(vocabulary))
    add_plurals(found, (wordnet / "noun.exc").read_text(encoding="ascii").splitlines())
    for word in sorted(vocabulary):
        finding = sorted(finder for finder, words in found.items() if word in words and finder != word)
        sys.stdout.write(f"{word}\t{' '.join(finding)}\n")


def read_vocabulary(path: Path) -> Vocabulary:
    """Each word with the ids it stands for."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {word: frozenset(entry["synsets"]) for word, entry in entries.items()}


def licensed(path: Path) -> Iterator[str]:
    """The lines of a file of WordNet without the licence at its top, which is set in by two spaces."""
    return (line for line in path.read_text(encoding="ascii").splitlines() if not line.startswith("  "))


def read_synsets(lines: Iterable[str]) -> Iterator[tuple[str, Synset]]:
    """Every noun: offset, file, type, number of words (hexadecimal), words, number of pointers, pointers."""
    for line in lines:
        fields = line.partition(" | ")[0].split()
        words_end = FIELDS_BEFORE_WORDS + FIELDS_A_WORD * int(fields[3], 16)
        pointers = fields[words_end + 1 :]
        triples = zip(pointers[::FIELDS_A_POINTER], pointers[1::FIELDS_A_POINTER], strict=True)
        above = tuple(f"n{offset}" for symbol, offset in triples if symbol in ABOVE)
        words = tuple(word.lower() for word in fields[FIELDS_BEFORE_WORDS:words_end:FIELDS_A_WORD])
        yield f"n{fields[0]}", Synset(above, words)


def read_senses(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each single word with the id of its most frequent sense, which stands first of the offsets at the line's end."""
    for line in lines:
        fields = line.split()
        if fields[0].isalpha():
            yield fields[0], f"n{fields[-int(fields[2])]}"


def finders(
    vocabulary: Vocabulary, synsets: Mapping[str, Synset], senses: Mapping[str, str]
) -> defaultdict[str, set[str]]:
    """Which words of the vocabulary each word finds."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    by_synset = inverted(vocabulary)
    for word, ids in vocabulary.items():
        for synset in ids:
            for synonym in synsets[synset].words:
                if synonym.isalpha() and (synonym not in vocabulary):
                    found[synonym].add(word)
    broader = {synset: words for synset, words in below(vocabulary, synsets).items() if len(words) <= MAX_MEANINGS}
    for word, synset in senses.items():
        meant = vocabulary.get(word, frozenset()) or {synset}
        for each in meant:
            found[word] |= broader.get(each) or nearest(each, synsets, by_synset)
    return found


def inverted(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """The words that stand for each id."""
    by_synset: defaultdict[str, set[str]] = defaultdict(set)
    for word, ids in vocabulary.items():
        for synset in ids:
            by_synset[synset].add(word)
    return by_synset


def below(vocabulary: Vocabulary, synsets: Mapping[str, Synset]) -> dict[str, set[str]]:
    """The words of the vocabulary that stand for each id or for something below it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word, ids in vocabulary.items():
        for synset in upwards(ids, synsets):
            found[synset].add(word)
    return found


def upwards(ids: Iterable[str], synsets: Mapping[str, Synset]) -> set[str]:
    """The ids and everything above them."""
    reached: set[str] = set()
    waiting = list(ids)
    while waiting:
        synset = waiting.pop()
        if synset not in reached:
            reached.add(synset)
            waiting += synsets[synset].above
    return reached


def nearest(synset: str, synsets: Mapping[str, Synset], by_synset: Mapping[str, set[str]]) -> set[str]:
    """The words of the vocabulary at the fewest steps above an id, none further than four steps."""
    level = {synset}
    for _ in range(FURTHEST_STEPS):
        level = {above for each in level for above in synsets[each].above}
        words = {word for each in level for word in by_synset.get(each, ())}
        if words:
            return words
    return set()


def correct(found: defaultdict[str, set[str]], path: Path, vocabulary: frozenset[str]) -> None:
    """Adds and takes away what `path` says; what is not in the vocabulary is passed over."""
    corrections = tomllib.loads(path.read_text(encoding="utf-8"))
    for word, more in corrections["more"].items():
        found[word] |= vocabulary.intersection(more)
    for word, less in corrections["less"].items():
        found[word] -= set(less)


def add_plurals(found: defaultdict[str, set[str]], exceptions: Iterable[str]) -> None:
    """Lets irregular plurals find what their singulars find, and the singular itself."""
    for line in exceptions:
        plural, *singulars = line.split()
        for singular in singulars:
            if plural.isalpha() and singular in found:
                found[plural] |= found[singular]


if __name__ == "__main__":
    main()
