"""Writes what WordNet says above each class of a label model: `hypernyms.tsv`.

    python hypernyms.py CLASSES DATA_NOUN > hypernyms.tsv

CLASSES has one WordNet id a line (`n02123045`), in the order of the model's answers; DATA_NOUN is `data.noun` of
WordNet 3.0, whose offsets these ids are, as Debian's package `wordnet-base` has it (format: wndb(5WN)).
Each line of the result is an id, the ids directly above it with spaces between, and its first word.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ABOVE: Final = frozenset({"@", "@i"})
"""Pointer symbols of a hypernym and of what a thing is an instance of (wninput(5WN))."""
FIELDS_BEFORE_WORDS: Final = 4
FIELDS_A_WORD: Final = 2
FIELDS_A_POINTER: Final = 4


@dataclass(frozen=True)
class Synset:
    """A meaning: its id, the ids directly above it, and its first word."""

    wordnet_id: str
    above: tuple[str, ...]
    word: str


def main() -> None:
    """Prints the table."""
    classes, nouns = (Path(argument) for argument in sys.argv[1:])
    synsets = dict(read(nouns.read_text(encoding="ascii").splitlines()))
    wanted = closure(classes.read_text(encoding="ascii").split(), synsets)
    for wordnet_id in sorted(wanted):
        found = synsets[wordnet_id]
        sys.stdout.write(f"{found.wordnet_id}\t{' '.join(found.above)}\t{found.word}\n")


def read(lines: Iterable[str]) -> Iterable[tuple[str, Synset]]:
    """Every noun; the licence at the top of the file is set in by two spaces."""
    for line in lines:
        if not line.startswith("  "):
            synset = parse(line.partition(" | ")[0].split())
            yield synset.wordnet_id, synset


def parse(fields: list[str]) -> Synset:
    """One line: offset, file, type, number of words (hexadecimal), words, number of pointers, pointers."""
    words_end = FIELDS_BEFORE_WORDS + FIELDS_A_WORD * int(fields[3], 16)
    pointers = fields[words_end + 1 :]
    triples = zip(pointers[::FIELDS_A_POINTER], pointers[1::FIELDS_A_POINTER], strict=True)
    above = tuple(f"n{offset}" for symbol, offset in triples if symbol in ABOVE)
    return Synset(f"n{fields[0]}", above, fields[FIELDS_BEFORE_WORDS].replace("_", " "))


def closure(classes: Iterable[str], synsets: Mapping[str, Synset]) -> set[str]:
    """The classes and everything above them."""
    reached: set[str] = set()
    waiting = list(classes)
    while waiting:
        wordnet_id = waiting.pop()
        if wordnet_id not in reached:
            reached.add(wordnet_id)
            waiting += synsets[wordnet_id].above
    return reached


if __name__ == "__main__":
    main()
