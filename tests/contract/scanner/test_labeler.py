"""What holds for every labeler, and what the built-in model says of pictures."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.no_labels import NoLabels
from momento_scanner.adapters.outbound.onnx.labeler import OnnxLabeler
from momento_scanner.adapters.outbound.onnx.model_folder import BUILT_IN, ModelUnusable
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.ports.labeler import LabelsUnavailable
from momento_scanner.domain.description.crop import Crop
from momento_scanner.domain.description.tag import Tag, TagSource
from momento_scanner.domain.formats.media_type import BY_CONTENT_TYPE
from momento_scanner.domain.inspection.limits import MediaLimits

from tests.fakes.scanner.labeler import FakeLabeler
from tests.media.labelled import NOTHING_SEEN, SEEN, path

if TYPE_CHECKING:
    from pathlib import Path

    from momento_scanner.application.ports.labeler import Labeler

LATE = Deadline.after(3600)
FAKE = FakeLabeler((Tag("cat", TagSource.MODEL, 0.9), Tag("animal", TagSource.MODEL, 0.8)))


@pytest.fixture(scope="module")
def built_in() -> OnnxLabeler:
    return OnnxLabeler.of_folder(BUILT_IN, concurrency=2)


@pytest.fixture(params=["fake", "onnx", "none"])
def labeler(request: pytest.FixtureRequest, built_in: OnnxLabeler) -> Labeler:
    labelers: dict[str, Labeler] = {"fake": FAKE, "onnx": built_in, "none": NoLabels()}
    return labelers[request.param]


def crops(name: str) -> tuple[Crop, ...]:
    media_type = BY_CONTENT_TYPE["image/jpeg" if name.endswith("jpg") else "image/png"]
    with path(name).open("rb") as file:
        return decode(file, media_type, MediaLimits()).crops


def test_labels_are_from_the_model_and_the_surest_comes_first(labeler: Labeler) -> None:
    labels = labeler.labels(crops("chelsea.png"), LATE)
    confidences = [label.confidence or 0 for label in labels]

    assert {label.source for label in labels} <= {TagSource.MODEL}
    assert confidences == sorted(confidences, reverse=True)
    assert all(confidences)


def test_without_a_picture_there_are_none(labeler: Labeler) -> None:
    assert labeler.labels((), LATE) == ()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (256, 1), (7, 256)])
def test_a_picture_may_be_of_any_size(labeler: Labeler, width: int, height: int) -> None:
    labeler.labels((Crop(width, height, bytes(width * height * 3)),), LATE)


def test_the_same_picture_gets_the_same_labels_whatever_goes_on_beside_it(labeler: Labeler) -> None:
    shown = crops("chelsea.png")
    alone = labeler.labels(shown, LATE)

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda _: labeler.labels(shown, LATE), range(8)))

    assert together == [alone] * 8


@pytest.mark.parametrize("impatient", ["fake", "onnx"])
def test_whoever_waits_no_longer_gets_no_labels(impatient: str, built_in: OnnxLabeler) -> None:
    labeler: Labeler = FAKE if impatient == "fake" else built_in
    for _ in range(2):
        built_in._turns.acquire()
    try:
        with pytest.raises(LabelsUnavailable):
            labeler.labels(crops("chelsea.png"), Deadline.after(0))
    finally:
        built_in._turns.release(2)


@pytest.mark.parametrize(("name", "expected"), SEEN.items())
def test_the_built_in_model_says_what_is_to_be_seen(built_in: OnnxLabeler, name: str, expected: set[str]) -> None:
    assert {label.name for label in built_in.labels(crops(name), LATE)} == expected


@pytest.mark.parametrize("name", NOTHING_SEEN)
def test_the_built_in_model_says_nothing_of_what_it_does_not_know(built_in: OnnxLabeler, name: str) -> None:
    assert built_in.labels(crops(name), LATE) == ()


def test_pictures_of_one_film_are_judged_together(built_in: OnnxLabeler) -> None:
    cat, other = crops("chelsea.png"), crops("brick.png")

    often, once = (
        {label.name: label.confidence or 0 for label in built_in.labels(shown, LATE)}
        for shown in ((*cat, *cat, *other), (*cat, *other, *other))
    )

    assert often["cat"] == pytest.approx(2 * once["cat"], abs=0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BUILT_IN, tmp_path / "model")


def test_another_model_can_take_its_place(folder: Path) -> None:
    (folder / "vocabulary.toml").write_text('tiger = { synsets = ["n02121808"], threshold = 0.5 }', encoding="utf-8")

    labels = OnnxLabeler.of_folder(folder, 1).labels(crops("chelsea.png"), LATE)

    assert [label.name for label in labels] == ["tiger"]


@pytest.mark.parametrize("name", ["model.onnx", "classes.txt", "hypernyms.tsv", "vocabulary.toml"])
@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_a_folder_without_a_model_is_refused_with_its_name(folder: Path, name: str, damage: str) -> None:
    if damage == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_text("nonsense = 1")

    with pytest.raises(ModelUnusable, match=str(folder)):
        OnnxLabeler.of_folder(folder, 1)


def test_a_model_with_other_classes_than_its_list_is_refused(folder: Path) -> None:
    classes = (folder / "classes.txt").read_text(encoding="ascii").splitlines()
    (folder / "classes.txt").write_text("\n".join([*classes, classes[0]]), encoding="ascii")

    with pytest.raises(ModelUnusable, match="1001 of 1000 classes"):
        OnnxLabeler.of_folder(folder, 1)
