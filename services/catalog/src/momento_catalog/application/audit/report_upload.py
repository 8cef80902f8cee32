"""Use case: keep what became of an upload that was not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.domain.audit.event import ActivityEvent


class ReportUpload:
    """Keeps ends of uploads, each once, however often it is told."""

    def __init__(self, activity: Activity) -> None:
        """Takes the port that keeps them."""
        self._activity = activity

    def __call__(self, event: ActivityEvent) -> None:
        """Keeps `event`; raises StoreUnavailable, after which it is to be told again."""
        self._activity.record(event)
