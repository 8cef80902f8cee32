"""Albums in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.albums import album_tally
from momento_catalog.adapters.outbound.dynamodb.albums.album_item import album_key, read_album, write_album
from momento_catalog.adapters.outbound.dynamodb.backoff import Backoff
from momento_catalog.adapters.outbound.dynamodb.keys import albums_key
from momento_catalog.adapters.outbound.dynamodb.tables import ARCHIVED_AT, FACET_KEY, REVISION, SORT_KEY, Tables
from momento_catalog.adapters.outbound.dynamodb.transaction import ConditionsFailed, write_all
from momento_catalog.application.ports.albums import AlbumChanged, AlbumLimitReached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, TransactWriteItemTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.albums.album import Album
    from momento_catalog.domain.identifiers import AlbumId, UserId


_ALBUM: Final = 0
"""The position of the album in the transaction that adds it."""


class DynamoDbAlbums:
    """Implements the port `Albums`: conditional writes, and strongly consistent reads of one partition."""

    def __init__(self, tenants: Tenants, tables: Tables, backoff: Backoff | None = None) -> None:
        """Takes where clients come from, what the tables are called, and how to try again."""
        self._tenants = tenants
        self._tables = tables
        self._backoff = backoff or Backoff()

    def get(self, user_id: UserId, album_id: AlbumId) -> Album | None:
        """See the port."""
        with aws_errors():
            answer = self._tenants.dynamodb(str(user_id)).get_item(
                TableName=self._tables.facets, Key=album_key(user_id, album_id), ConsistentRead=True
            )
        return read_album(user_id, answer["Item"]) if "Item" in answer else None

    def newest(self, user_id: UserId, before: AlbumId | None, most: int, *, archived: bool) -> Sequence[Album]:
        """See the port."""
        found: list[Album] = []
        request = self._request(user_id, before, archived=archived)
        while True:
            request["Limit"] = most - len(found)
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            found.extend(read_album(user_id, item) for item in answer["Items"])
            if len(found) == most or "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def add(self, album: Album, most: int) -> None:
        """See the port."""
        try:
            self._add(album, most)
        except ConditionsFailed as error:
            if _ALBUM in error.positions:
                raise AlbumChanged from error
            if album_tally.is_counted(self._tenants, album.user_id, self._tables.facets):
                raise AlbumLimitReached from error
            album_tally.begin(self._tenants, album.user_id, self._tables.facets)
            self.add(album, most)

    def put(self, album: Album) -> None:
        """See the port."""
        with aws_errors():
            client = self._tenants.dynamodb(str(album.user_id))
            try:
                client.put_item(
                    TableName=self._tables.facets,
                    Item=write_album(album),
                    ConditionExpression=f"{REVISION} = :before",
                    ExpressionAttributeValues={":before": {"N": str(album.revision - 1)}},
                )
            except client.exceptions.ConditionalCheckFailedException as error:
                raise AlbumChanged from error

    def _add(self, album: Album, most: int) -> None:
        new: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._tables.facets,
                "Item": write_album(album),
                "ConditionExpression": f"attribute_not_exists({FACET_KEY})",
            }
        }
        counted = album_tally.one_more(album.user_id, most, self._tables.facets)
        write_all(self._tenants, album.user_id, [new, counted], self._backoff)

    def _request(self, user_id: UserId, before: AlbumId | None, *, archived: bool) -> QueryInputTypeDef:
        older = f" AND {SORT_KEY} < :before" if before else ""
        bound = {":before": {"S": str(before)}} if before else {}
        return {
            "TableName": self._tables.facets,
            "KeyConditionExpression": f"{FACET_KEY} = :partition{older}",
            "FilterExpression": f"attribute_{'' if archived else 'not_'}exists({ARCHIVED_AT})",
            "ExpressionAttributeValues": {":partition": {"S": albums_key(user_id)}, **bound},
            "ScanIndexForward": False,
            "ConsistentRead": True,
        }
