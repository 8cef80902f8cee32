"""What the built-in label model says of pictures, beside what is right, and how long it takes.

    ./momento bench labels                                      pictures of packages, as far as they are installed
    python -m tests.bench.labels FOLDER… [--sheet SHEET.png]    those of other folders too; a picture of the results

Only pictures named in `labelled.toml` are judged; the others are shown. Nothing is kept.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.geonames.gazetteer import GeoNamesGazetteer
from momento_scanner.adapters.outbound.onnx.labeler import OnnxLabeler
from momento_scanner.adapters.outbound.onnx.model_folder import BUILT_IN
from momento_scanner.application.deadline import Deadline
from momento_scanner.domain.description.colour_tags import colour_tags
from momento_scanner.domain.description.facts import Position
from momento_scanner.domain.formats.media_type import JPEG, MediaKind, by_extension
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.rejection import FileRejected
from PIL import Image, ImageDraw

from tests.bench.upload import photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_scanner.domain.description.crop import Crop
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.description.tag import Tag

INSTALLED = ("/usr/share/doc/opencv-doc/examples", "/usr/share/backgrounds/mate/nature")
CELL, TEXT, COLUMNS = 200, 60, 8
ROUNDS = 50
CALLS = 15


@dataclass(frozen=True)
class Seen:
    """A picture, what was said of it, and what is right; None where nobody has judged it."""

    name: str
    label_crop: Crop
    labels: tuple[Tag, ...]
    colours: tuple[Tag, ...]
    right: frozenset[str] | None


def main() -> None:
    """Prints the table and the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--sheet", type=Path, help="where to put a picture of what was said of each")
    options = arguments.parse_args()
    labeler = OnnxLabeler.of_folder(BUILT_IN, concurrency=1)
    seen = list(look(labeler, [*package_folders(), *options.folders]))
    say("| picture | labels | wrong | colours |\n|---|---|---|---|")
    for each in seen:
        say(f"| {each.name} | {words(each.labels)} | {', '.join(sorted(wrong(each)))} | {words(each.colours)} |")
    report_share([each for each in seen if each.right is not None])
    report_time(labeler, [each.label_crop for each in seen])
    report_cost(labeler)
    if options.sheet:
        sheet(seen).save(options.sheet)


def package_folders() -> Iterator[Path]:
    """Folders of installed packages that hold pictures."""
    for package, inside in (("skimage", "data"), ("sklearn", "datasets/images"), ("imgaug", "")):
        spec = find_spec(package)
        if spec is not None and spec.submodule_search_locations:
            yield Path(spec.submodule_search_locations[0]) / inside
    yield from (Path(folder) for folder in INSTALLED if Path(folder).is_dir())


def look(labeler: OnnxLabeler, folders: list[Path]) -> Iterator[Seen]:
    """Every file that the scanner would accept, decoded as it would be."""
    known = tomllib.loads(Path(__file__).with_name("labelled.toml").read_text(encoding="utf-8"))
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        decoded = decoded_or_none(path)
        if decoded is not None:
            labels = labeler.labels(decoded.crops, Deadline.after(60))
            right = frozenset(known[path.name]) if path.name in known else None
            yield Seen(path.name, decoded.crops[0], labels, colour_tags(decoded.miniature), right)


def decoded_or_none(path: Path) -> DecodedMedia | None:
    try:
        media_type = by_extension(path.suffix.removeprefix(".").lower())
        with path.open("rb") as file:
            return decode(file, media_type, MediaLimits()) if media_type.kind is MediaKind.PHOTO else None
    except (FileRejected, OSError):
        return None


def wrong(seen: Seen) -> set[str]:
    """Words that were said and are not right."""
    return set() if seen.right is None else {label.name for label in seen.labels} - seen.right


def report_share(judged: list[Seen]) -> None:
    """How many of the words that were said are right, and how many of the right ones were said."""
    said = sum(len(each.labels) for each in judged)
    false = sum(len(wrong(each)) for each in judged)
    labelled = sum(bool(each.labels) for each in judged)
    say(f"\n{len(judged)} pictures judged, {labelled} got labels: {said - false} of {said} labels right")
    missed = Counter(word for each in judged for word in (each.right or set()) - {tag.name for tag in each.labels})
    say(f"right but not said, most often: {', '.join(f'{word} {count}' for word, count in missed.most_common(12))}")


def report_time(labeler: OnnxLabeler, crops: list[Crop]) -> None:
    """The time of one picture with one thread, from pixels to words."""
    seconds = []
    for label_crop in (crops * ROUNDS)[:ROUNDS]:
        started = time.perf_counter()
        labeler.labels((label_crop,), Deadline.after(60))
        seconds.append(time.perf_counter() - started)
    middle, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    say(f"one picture on one core: {middle * 1000:.1f} ms, 95 of 100 within {slow * 1000:.1f} ms")


def report_cost(labeler: OnnxLabeler) -> None:
    """Processor time of one photo: its whole decode, and what tags add to it. Others' load hardly shows in it."""
    with tempfile.TemporaryFile() as file:
        file.write(photo(1))
        decoded = decode(file, JPEG, MediaLimits())
        gazetteer, position = GeoNamesGazetteer(), Position(43.467, 11.885)
        steps = {
            f"decode and previews of {decoded.width * decoded.height / 1e6:.0f} megapixels": lambda: decode(
                file, JPEG, MediaLimits()
            ),
            "labels": lambda: labeler.labels(decoded.crops, Deadline.after(60)),
            "colours": lambda: colour_tags(decoded.miniature),
            "place": lambda: gazetteer.place_of(position),
        }
        for name, step in steps.items():
            say(f"processor time, {name}: {processor_milliseconds(step):.1f} ms")


def processor_milliseconds(step: Callable[[], object]) -> float:
    """The median of a few calls."""
    taken = []
    for _ in range(CALLS):
        started = time.process_time()
        step()
        taken.append(time.process_time() - started)
    return statistics.median(taken) * 1000


def words(tags: tuple[Tag, ...]) -> str:
    return ", ".join(f"{tag.name} {tag.confidence or 1:.2f}" for tag in tags)


def sheet(seen: list[Seen]) -> Image.Image:
    """What the model looked at, with its words below, row by row."""
    whole = Image.new("RGB", (COLUMNS * CELL, -(-len(seen) // COLUMNS) * (CELL + TEXT)), "white")
    draw = ImageDraw.Draw(whole)
    for number, each in enumerate(seen):
        left, top = number % COLUMNS * CELL, number // COLUMNS * (CELL + TEXT)
        label_crop = Image.frombytes("RGB", (each.label_crop.width, each.label_crop.height), each.label_crop.pixels)
        label_crop.thumbnail((CELL - 6, CELL - 6))
        whole.paste(label_crop, (left, top))
        lines = [each.name[:30], *(f"{label.name} {label.confidence or 1:.2f}" for label in each.labels[:3])]
        draw.multiline_text((left, top + CELL - 4), "\n".join(lines), fill="black", spacing=1)
    return whole


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
