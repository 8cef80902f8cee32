"""A label model as it lies on disk: a folder of four files.

`model.onnx`: takes `pixels` (bytes, [pictures, side, side, 3], RGB) and answers `probabilities` ([pictures, classes]).
`classes.txt`: the WordNet 3.0 id of each class, one a line, in the order of the answers.
`hypernyms.tsv`: an id, the ids directly above it with spaces between, and its first word, for classes and all above.
`vocabulary.toml`: word = { synsets = [ids], threshold = probability }.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from momento_scanner.domain.description.label_confidence import Term, Vocabulary

BUILT_IN: Final = Path(__file__).parent / "efficientnet_lite0"
GRAPH: Final = "model.onnx"


class ModelUnusable(Exception):
    """A label model cannot be used; the message says to operators what is wrong with which folder."""

    def __init__(self, folder: Path, what: object) -> None:
        super().__init__(f"the label model in {folder} cannot be used: {what}")


def read_vocabulary(folder: Path) -> Vocabulary:
    """The words of the model in `folder`.

    Raises:
        ModelUnusable: a file is missing, not in its form, or contradicts another.
    """
    try:
        classes = (folder / "classes.txt").read_text(encoding="ascii").split()
        return Vocabulary.of(_terms(folder), classes, _above(folder))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(folder, error) from error


def _terms(folder: Path) -> list[Term]:
    words = tomllib.loads((folder / "vocabulary.toml").read_text(encoding="utf-8"))
    return [Term(word, frozenset(entry["synsets"]), entry["threshold"]) for word, entry in words.items()]


def _above(folder: Path) -> dict[str, list[str]]:
    lines = (folder / "hypernyms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return {wordnet_id: above.split() for wordnet_id, above, _ in rows}
