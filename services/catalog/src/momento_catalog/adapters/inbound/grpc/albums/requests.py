"""From protobuf to the domain: what is asked about albums and of many items; each function raises one of its errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.inbound.grpc.requests import tag_changes, upload_id
from momento_catalog.application.albums.arrange import Target
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.domain.albums.album import AlbumEdit
from momento_catalog.domain.errors import AlbumNotFound, UpdateMaskInvalid
from momento_catalog.domain.identifiers import AlbumId
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.title import Title

if TYPE_CHECKING:
    from momento.catalog.v1 import catalog_pb2

_EDITABLE: Final = frozenset({"title", "description", "cover_upload_id", "archived"})


def album_id(text: str) -> AlbumId:
    """The album that `text` names; what cannot be an album's id names nothing: AlbumNotFound."""
    try:
        return AlbumId(text)
    except ValueError as error:
        raise AlbumNotFound("There is no such album; check its id.") from error


def album_edit(request: catalog_pb2.UpdateAlbumRequest) -> AlbumEdit:
    """What `request` changes (AIP-134); raises UpdateMaskInvalid, TitleInvalid or MediaNotFound."""
    mask = frozenset(request.update_mask.paths)
    if not mask or mask - _EDITABLE:
        raise UpdateMaskInvalid("An edit names what it changes: title, description, cover_upload_id or archived.")
    covered = "cover_upload_id" in mask
    return AlbumEdit(
        title=Title(request.title) if "title" in mask else None,
        description=request.description if "description" in mask else None,
        cover=upload_id(request.cover_upload_id) if covered and request.cover_upload_id else None,
        first_as_cover=covered and not request.cover_upload_id,
        archived=request.archived if "archived" in mask else None,
    )


def bulk_edit(request: catalog_pb2.BulkUpdateMediaRequest) -> BulkEdit:
    """What `request` does with each item; raises TagInvalid or AlbumNotFound."""
    edit = Edit(
        tag_changes=tag_changes(request.tag_changes),
        favorite=request.favorite if request.HasField("favorite") else None,
        trashed=request.trashed if request.HasField("trashed") else None,
    )
    join = album_id(request.join_album_id) if request.join_album_id else None
    leave = album_id(request.leave_album_id) if request.leave_album_id else None
    return BulkEdit(edit, join, leave)


def target(request: catalog_pb2.ArrangeAlbumRequest) -> Target:
    """Where items are to stand; raises MediaNotFound."""
    if request.HasField("after_upload_id"):
        return Target(after=upload_id(request.after_upload_id))
    return Target(beginning=request.beginning)
