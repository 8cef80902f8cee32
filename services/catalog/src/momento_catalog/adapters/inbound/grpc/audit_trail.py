"""What goes into the audit trail: records, edits, the trash, links; with ids, without names, tags or addresses."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from momento_chassis.audit import audit

from momento_catalog.domain.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.media import Edit
    from momento_catalog.domain.object_key import Rendition
    from momento_catalog.domain.record import MediaRecord

_LONGEST_ID = 26


def audited_record(record: MediaRecord) -> None:
    """An upload was recorded, or was there already."""
    media = record.media
    audit("media.recorded", user_id=str(media.user_id), outcome="success", upload_id=str(media.upload_id))


@contextmanager
def audited_link(user_id: UserId, upload_id: str, rendition: Rendition) -> Iterator[None]:
    """A link was asked for."""
    with _audited("link.issued", user_id, upload_id, rendition=rendition.value):
        yield


@contextmanager
def audited_edit(user_id: UserId, upload_id: str, edit: Edit) -> Iterator[None]:
    """An edit was asked for; putting something into the trash and taking it out have events of their own."""
    event = {None: "media.edited", True: "media.trashed", False: "media.untrashed"}[edit.trashed]
    changed = [name for name in ("title", "own_tags", "favorite", "trashed") if getattr(edit, name) is not None]
    with _audited(event, user_id, upload_id, changed=",".join(changed)):
        yield


@contextmanager
def _audited(event: str, user_id: UserId, upload_id: str, **fields: str) -> Iterator[None]:
    outcome, reason = "failed", None
    try:
        yield
        outcome = "success"
    except CatalogError as error:
        outcome, reason = "refused", error.reason
        raise
    finally:
        audit(event, user_id=str(user_id), outcome=outcome, reason=reason, upload_id=upload_id[:_LONGEST_ID], **fields)
