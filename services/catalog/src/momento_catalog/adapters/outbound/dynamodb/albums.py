"""Albums in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.album_item import album_key, read_album, write_album
from momento_catalog.adapters.outbound.dynamodb.keys import albums_key
from momento_catalog.adapters.outbound.dynamodb.tables import ARCHIVED_AT, FACET_KEY, REVISION, SORT_KEY, Tables
from momento_catalog.application.ports.albums import AlbumChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef, QueryInputTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.album import Album
    from momento_catalog.domain.identifiers import AlbumId, UserId


class DynamoDbAlbums:
    """Implements the port `Albums`: conditional PutItems, and strongly consistent reads of one partition."""

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

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

    def put(self, album: Album) -> None:
        """See the port."""
        with aws_errors():
            client = self._tenants.dynamodb(str(album.user_id))
            try:
                client.put_item(**self._put(album))
            except client.exceptions.ConditionalCheckFailedException as error:
                raise AlbumChanged from error

    def _put(self, album: Album) -> PutItemInputTypeDef:
        if album.revision == 1:
            return {
                "TableName": self._tables.facets,
                "Item": write_album(album),
                "ConditionExpression": f"attribute_not_exists({FACET_KEY})",
            }
        return {
            "TableName": self._tables.facets,
            "Item": write_album(album),
            "ConditionExpression": f"{REVISION} = :before",
            "ExpressionAttributeValues": {":before": {"N": str(album.revision - 1)}},
        }

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
