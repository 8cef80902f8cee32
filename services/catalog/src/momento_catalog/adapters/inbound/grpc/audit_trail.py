"""Keeps what was refused, and which links were issued; what a change did is kept with the change itself."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.audit.event import Details, EventKind
from momento_catalog.domain.errors import AlbumNotFound, CatalogError, KeysUnavailable, MediaNotFound, StoreUnavailable
from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.records.object_key import Rendition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from momento_catalog.application.audit.events import ActivityEvents
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.application.records.edit_each import ItemOutcome
    from momento_catalog.domain.identifiers import UserId

_UNDECIDED: Final = (StoreUnavailable, KeysUnavailable)
"""Nothing was refused: nobody could say."""
_ABSENT: Final = (MediaNotFound, AlbumNotFound)


class AuditTrail:
    """Looks on while a call is answered."""

    def __init__(self, activity: Activity, events: ActivityEvents) -> None:
        """Takes what keeps events, and what makes them."""
        self._activity = activity
        self._events = events

    @contextmanager
    def asked(self, user_id: UserId, upload_id: str = "", kind: EventKind | None = None) -> Iterator[None]:
        """Keeps that an item or album was asked for which is not there or somebody else's, and that `kind` was refused.

        A refusal that cannot be kept is not answered either: the call fails, and can be repeated.
        """
        try:
            yield
        except _UNDECIDED:
            raise
        except CatalogError as error:
            refused = EventKind.ACCESS_DENIED if isinstance(error, _ABSENT) else kind
            if refused is not None:
                details = Details(reason=error.reason, upload_id=_readable(upload_id))
                self._activity.record(self._events.refused(user_id, refused, details))
            raise

    def edited_each(self, user_id: UserId, outcomes: Iterable[ItemOutcome]) -> None:
        """Keeps that one of many items to be edited was not there or somebody else's."""
        self.absent(user_id, (it.upload_id for it in outcomes if isinstance(it.refusal, MediaNotFound)))

    def absent(self, user_id: UserId, upload_ids: Iterable[UploadId]) -> None:
        """Keeps that items were asked for which are not there or somebody else's: one event, with the first of them."""
        first = next(iter(upload_ids), None)
        if first is not None:
            details = Details(reason=MediaNotFound.reason, upload_id=str(first))
            self._activity.record(self._events.refused(user_id, EventKind.ACCESS_DENIED, details))

    def link_issued(self, user_id: UserId, upload_id: str, rendition: Rendition) -> None:
        """Keeps that a link to an original was given out; previews are read by the edge, by the hundred."""
        if rendition is Rendition.ORIGINAL:
            details = Details(upload_id=upload_id)
            self._activity.record(self._events.happened(user_id, EventKind.LINK_ISSUED, details))


def _readable(upload_id: str) -> str:
    try:
        return str(UploadId(upload_id))
    except ValueError:
        return ""
