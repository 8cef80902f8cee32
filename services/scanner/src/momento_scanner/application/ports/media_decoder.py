"""Reading a whole picture or film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from momento_scanner.application.deadline import Deadline
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.formats.media_type import MediaType


class MediaDecoder(Protocol):
    """The third witness: a complete decode. Only files with a clean malware verdict are given to it."""

    def decode(self, path: Path, media_type: MediaType, deadline: Deadline, share: str, *, slow: bool) -> DecodedMedia:
        """Reads the whole file at `path` as `media_type` and as nothing else, in the turn of `share`.

        What is `slow` leaves a decoder free for what is not, where there is more than one, and gives way to it.

        Raises:
            FileRejected: CONTENT_DAMAGED, CONTENT_MISMATCH, TRAILING_CONTENT, DECODER_LIMIT, or a limit of
                `MediaLimits`.
            EngineUnavailable: no decoder can be started, or it is being stopped.
            NoVerdict: the decoder was killed from outside, or did not end in time.
            ScannerBusy: no decoder became free in time.
        """
