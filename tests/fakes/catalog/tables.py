"""What the fakes of the store ports share, as the adapters share four DynamoDB tables."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from momento_catalog.domain.usage.usage import Usage

if TYPE_CHECKING:
    from momento_catalog.domain.albums.album import Album, AlbumPosition
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.audit.event_id import EventId
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.timeline.timeline import Moment


@dataclass
class InMemoryTables:
    records: dict[tuple[UserId, UploadId], MediaRecord] = field(default_factory=dict)
    entries: defaultdict[tuple[UserId, Facet], dict[Moment, bool]] = field(default_factory=lambda: defaultdict(dict))
    counts: defaultdict[UserId, defaultdict[Facet, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    holders: dict[tuple[UserId, Sha256], Holder | None] = field(default_factory=dict)
    usages: defaultdict[UserId, Usage] = field(default_factory=lambda: defaultdict(Usage))
    albums: defaultdict[UserId, dict[AlbumId, Album]] = field(default_factory=lambda: defaultdict(dict))
    positions: defaultdict[tuple[UserId, AlbumId], dict[AlbumPosition, bool]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    moves: defaultdict[tuple[UserId, Facet | None], int] = field(default_factory=lambda: defaultdict(int))
    """How often each count was written; None stands for the usage."""
    events: dict[UserId, dict[EventId, ActivityEvent]] = field(default_factory=lambda: defaultdict(dict))
    lock: threading.RLock = field(default_factory=threading.RLock)
