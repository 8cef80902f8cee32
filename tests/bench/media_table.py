"""Prints what the scanner makes of every file in a folder, as a Markdown table; optionally a sheet of the previews.

    python -m tests.bench.media_table FOLDER [--sheet SHEET.png]

It needs clamd's program, for the scan is a real one, with a database that knows EICAR alone.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from momento_chassis.clock import SystemClock
from momento_scanner.adapters.outbound.decoder.media_decoder import WorkerPool
from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits
from momento_scanner.adapters.outbound.filesystem.work_files import FolderWorkFiles
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.adapters.outbound.geonames.gazetteer import GeoNamesGazetteer
from momento_scanner.adapters.outbound.onnx.labeler import OnnxLabeler
from momento_scanner.adapters.outbound.onnx.model_folder import BUILT_IN
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.description.describe import DescribeMedia
from momento_scanner.application.inspection.fresh_signatures import FreshSignatures
from momento_scanner.application.inspection.inspect import DeclaredFile, InspectMedia
from momento_scanner.domain.inspection.limits import MediaLimits
from momento_scanner.domain.inspection.verdict import Acceptance, Inspection
from momento_scanner.domain.rejection import Rejection
from PIL import Image, UnidentifiedImageError

from tests.fakes.scanner.clamd_process import running_clamd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_scanner.domain.description.facts import MediaFacts
    from momento_scanner.domain.description.tag import Tag

CHUNK_BYTES = 256 * 1024
CELL = 200
COLUMNS = 8
ORIENTATION = 0x0112
HEAD = ("file", "verdict", "taken at", "rule", "EXIF orientation", "size, upright", "camera", "position", "tags")


def main() -> None:
    """Inspects the folder."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--sheet", type=Path, help="where to put a picture of all small previews")
    options = arguments.parse_args()
    results = list(inspections(options.folder))
    print_row(HEAD)
    print_row(("---",) * len(HEAD))
    for path, inspection in results:
        print_row((str(path.relative_to(options.folder)), *described(path, inspection)))
    if options.sheet:
        sheet([inspection for _, inspection in results]).save(options.sheet)


def inspections(folder: Path) -> Iterator[tuple[Path, Inspection]]:
    """Each file below `folder`, in order, and what the scanner says of it."""
    pool = WorkerPool(workers=1, worker_limits=WorkerLimits(), media_limits=MediaLimits())
    try:
        with running_clamd() as clamd, tempfile.TemporaryDirectory() as work:
            inspect_media = InspectMedia(
                engine=clamd.engine(),
                sniffer=SignatureSniffer(),
                decoder=pool,
                work_files=FolderWorkFiles(Path(work)),
                describe_media=DescribeMedia(OnnxLabeler.of_folder(BUILT_IN, 1), GeoNamesGazetteer(), SystemClock()),
                fresh=FreshSignatures(SystemClock(), None),
                clock=SystemClock(),
                limits=MediaLimits(),
            )
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                begun = inspect_media.begin(declared(path), Deadline.after(300))
                yield path, begun if isinstance(begun, Inspection) else begun.finish(chunks(path))
    finally:
        pool.close()


def declared(path: Path) -> DeclaredFile:
    return DeclaredFile(path.name, path.stat().st_size, "bench")


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def described(path: Path, inspection: Inspection) -> tuple[str, ...]:
    match inspection.verdict:
        case Rejection() as rejection:
            return (rejection.reason.value, "", "", orientation(path), "", "", "", "")
        case Acceptance() as acceptance:
            return ("accepted", *facts(path, acceptance.facts))


def facts(path: Path, found: MediaFacts) -> tuple[str, ...]:
    moment = "" if found.taken_at.moment is None else found.taken_at.moment.isoformat()
    camera = "" if found.camera is None else f"{found.camera.make} {found.camera.model}"
    place = "" if found.position is None else f"{found.position.latitude:.4f}, {found.position.longitude:.4f}"
    size = f"{found.width} x {found.height}"
    tags = ", ".join(tagged(tag) for tag in found.tags)
    return (moment, found.taken_at.source.value, orientation(path), size, camera.strip(), place, tags)


def tagged(tag: Tag) -> str:
    return tag.name if tag.confidence is None else f"{tag.name} {tag.confidence:.2f}"


def orientation(path: Path) -> str:
    """What the file's EXIF says, by Pillow and not by the scanner; nothing where it says nothing."""
    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            return str(image.getexif().get(ORIENTATION, ""))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return ""


def print_row(cells: tuple[str, ...]) -> None:
    sys.stdout.write("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n")


def sheet(results: list[Inspection]) -> Image.Image:
    """The small previews of what was accepted, in the order of the table, row by row."""
    previews = [result.verdict.previews[0] for result in results if isinstance(result.verdict, Acceptance)]
    whole = Image.new("RGB", (COLUMNS * CELL, -(-len(previews) // COLUMNS) * CELL), "white")
    for number, preview in enumerate(previews):
        small = Image.open(io.BytesIO(preview.content), formats=["WEBP"]).convert("RGB")
        small.thumbnail((CELL - 4, CELL - 4))
        whole.paste(small, (number % COLUMNS * CELL, number // COLUMNS * CELL))
    return whole


if __name__ == "__main__":
    main()
