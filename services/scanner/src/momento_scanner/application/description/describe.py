"""The use case: say what an accepted file is, when and where it was taken, and what is to be seen on it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_scanner.application.ports.labeler import LabelsUnavailable
from momento_scanner.domain.description.derived_tags import derived_tags
from momento_scanner.domain.description.facts import MediaFacts
from momento_scanner.domain.description.tag import each_once
from momento_scanner.domain.description.taken_at import taken_at

if TYPE_CHECKING:
    from momento_scanner.application.deadline import Deadline
    from momento_scanner.application.ports.clock import Clock
    from momento_scanner.application.ports.gazetteer import Gazetteer
    from momento_scanner.application.ports.labeler import Labeler
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.description.facts import Position
    from momento_scanner.domain.description.tag import Tag
    from momento_scanner.domain.formats.file_name import FileName
    from momento_scanner.domain.formats.media_type import MediaType

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DescribeMedia:
    """Facts and tags of a decoded file; safe to call from several threads."""

    labeler: Labeler
    gazetteer: Gazetteer
    clock: Clock

    def __call__(self, name: FileName, media_type: MediaType, decoded: DecodedMedia, deadline: Deadline) -> MediaFacts:
        """What can be said of the file by `deadline`. Labels that cannot be had are left out: they refuse nobody."""
        moment = taken_at(decoded.clues, name.text, self.clock.now())
        tags = (
            *self._labels(decoded, deadline),
            *self._places(decoded.position),
            *derived_tags(media_type, name.text, decoded, moment),
        )
        return MediaFacts(
            media_type=media_type,
            width=decoded.width,
            height=decoded.height,
            duration_seconds=decoded.duration_seconds,
            taken_at=moment,
            camera=decoded.camera,
            position=decoded.position,
            video_codec=decoded.video_codec,
            thumbhash=decoded.thumbhash,
            tags=each_once(tags),
        )

    def _labels(self, decoded: DecodedMedia, deadline: Deadline) -> tuple[Tag, ...]:
        try:
            return self.labeler.labels(decoded.crops, deadline)
        except LabelsUnavailable as error:
            _logger.warning("no labels for a file", extra={"detail": str(error)})
            return ()

    def _places(self, position: Position | None) -> tuple[Tag, ...]:
        place = None if position is None else self.gazetteer.place_of(position)
        return () if place is None else place.tags
