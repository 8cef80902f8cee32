"""An album as an item of the index table, in a partition of all albums of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.dynamodb.keys import albums_key, read_time, write_time
from momento_catalog.adapters.outbound.dynamodb.tables import ARCHIVED_AT, FACET_KEY, REVISION, SORT_KEY
from momento_catalog.domain.albums.album import Album
from momento_catalog.domain.identifiers import AlbumId, UploadId
from momento_catalog.domain.title import Title

if TYPE_CHECKING:
    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.domain.identifiers import UserId


def album_key(user_id: UserId, album_id: AlbumId) -> Item:
    """The key of an album."""
    return {FACET_KEY: {"S": albums_key(user_id)}, SORT_KEY: {"S": str(album_id)}}


def write_album(album: Album) -> Item:
    """The item that holds `album`."""
    texts = {
        "title": str(album.title),
        "description": album.description,
        "cover": str(album.cover or ""),
        "createdAt": write_time(album.created_at),
        "updatedAt": write_time(album.updated_at),
        ARCHIVED_AT: write_time(album.archived_at) if album.archived_at else "",
    }
    item = album_key(album.user_id, album.album_id) | {name: {"S": text} for name, text in texts.items() if text}
    return {**item, REVISION: {"N": str(album.revision)}}


def read_album(user_id: UserId, item: Item) -> Album:
    """The album of `user_id` that `write_album` wrote as `item`."""
    texts = {name: value["S"] for name, value in item.items() if "S" in value}
    return Album(
        user_id=user_id,
        album_id=AlbumId(texts[SORT_KEY]),
        title=Title(texts["title"]),
        created_at=read_time(texts["createdAt"]),
        updated_at=read_time(texts["updatedAt"]),
        description=texts.get("description", ""),
        cover=UploadId(texts["cover"]) if "cover" in texts else None,
        archived_at=read_time(texts[ARCHIVED_AT]) if ARCHIVED_AT in texts else None,
        revision=int(item[REVISION]["N"]),
    )
