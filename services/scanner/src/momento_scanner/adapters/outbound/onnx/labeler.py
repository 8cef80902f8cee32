"""Labels by ONNX Runtime.

It runs in the scanner's own process: what it reads are pixels of a fixed form, which the sandbox has made out of
the untrusted file, and a model that is ours.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as errors
from PIL import Image, ImageOps

from momento_scanner.adapters.outbound.onnx.model_folder import GRAPH, ModelUnusable, read_vocabulary
from momento_scanner.application.ports.labeler import LabelsUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.domain.description.crop import Crop
    from momento_scanner.domain.description.label_confidence import Vocabulary
    from momento_scanner.domain.description.tag import Tag

_PIXELS: Final = "pixels"
_PROBABILITIES: Final = "probabilities"
_WAIT_SECONDS: Final = 10.0
"""For one's turn; a picture takes about 20 ms."""
_FAULTS: Final = (
    errors.EPFail,
    errors.Fail,
    errors.InvalidArgument,
    errors.InvalidGraph,
    errors.InvalidProtobuf,
    errors.NoSuchFile,
    errors.NotImplemented,
    errors.RuntimeException,
)


class OnnxLabeler:
    """Looks at pictures with one model, one thread a picture, and at most `concurrency` files at a time."""

    def __init__(self, session: onnxruntime.InferenceSession, vocabulary: Vocabulary, concurrency: int) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._side = int(session.get_inputs()[0].shape[1])
        self._turns = threading.BoundedSemaphore(concurrency)

    @classmethod
    def of_folder(cls, folder: Path, concurrency: int) -> Self:
        """A labeler with the model in `folder`.

        Raises:
            ModelUnusable: a file is missing, or one is not what `model_folder` says.
        """
        vocabulary = read_vocabulary(folder)
        session = _session(folder)
        given, answered = session.get_inputs(), session.get_outputs()
        if [each.name for each in (*given, *answered)] != [_PIXELS, _PROBABILITIES]:
            raise ModelUnusable(folder, f"its graph has to take {_PIXELS} and to answer {_PROBABILITIES}")
        shape = given[0].shape
        if given[0].type != "tensor(uint8)" or shape[1] != shape[2] or not isinstance(shape[1], int) or shape[3] != 3:  # noqa: PLR2004  # red, green, blue
            raise ModelUnusable(folder, f"its graph takes {given[0].type} {shape} and not squares of RGB bytes")
        if answered[0].shape[1] != vocabulary.size:
            raise ModelUnusable(folder, f"classes.txt names {vocabulary.size} of {answered[0].shape[1]} classes")
        return cls(session, vocabulary, concurrency)

    def labels(self, crops: Sequence[Crop], deadline: Deadline) -> tuple[Tag, ...]:
        """See the port."""
        if not crops:
            return ()
        pixels = np.stack([_square(label_crop, self._side) for label_crop in crops])
        if not self._turns.acquire(timeout=deadline.at_most(_WAIT_SECONDS)):
            raise LabelsUnavailable("the model has too much to do")
        try:
            (probabilities,) = self._session.run([_PROBABILITIES], {_PIXELS: pixels})
        except _FAULTS as error:
            raise LabelsUnavailable(f"the model failed: {error}") from error
        finally:
            self._turns.release()
        return self._vocabulary.labels(np.asarray(probabilities, dtype=np.float64).tolist())


def _session(folder: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # Several files are looked at at a time, so one of them has no use for more than one thread.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
    except _FAULTS as error:
        raise ModelUnusable(folder, error) from error


def _square(label_crop: Crop, side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = Image.frombytes("RGB", (label_crop.width, label_crop.height), label_crop.pixels)
    return np.asarray(ImageOps.fit(picture, (side, side), Image.Resampling.BICUBIC))
