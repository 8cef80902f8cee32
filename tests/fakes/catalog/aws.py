"""The real adapters over an emulator of AWS."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from momento_catalog.adapters.outbound.dynamodb.albums.album_order import DynamoDbAlbumOrder
from momento_catalog.adapters.outbound.dynamodb.albums.album_store import DynamoDbAlbums
from momento_catalog.adapters.outbound.dynamodb.audit.activity_store import DynamoDbActivity
from momento_catalog.adapters.outbound.dynamodb.records.checksums import DynamoDbChecksums
from momento_catalog.adapters.outbound.dynamodb.records.media_records import DynamoDbMediaRecords
from momento_catalog.adapters.outbound.dynamodb.records.media_store import DynamoDbMediaStore
from momento_catalog.adapters.outbound.dynamodb.search.facet_counts import DynamoDbFacetCounts
from momento_catalog.adapters.outbound.dynamodb.search.facet_index import DynamoDbFacetIndex
from momento_catalog.adapters.outbound.dynamodb.search.index_repair import DynamoDbIndexAudit
from momento_catalog.adapters.outbound.dynamodb.tables import Tables
from momento_catalog.adapters.outbound.dynamodb.usages import DynamoDbUsages
from momento_catalog.adapters.outbound.s3.stored_objects import S3StoredObjects
from momento_catalog.adapters.outbound.s3.stored_uploads import S3StoredCopies
from momento_catalog.adapters.tenants import Operator

from tests.fakes.catalog.catalog import Stores

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

TABLES = Tables("momento-media", "momento-facets", "momento-facet-counts", "momento-activity")
BUCKET = "momento-uploads"
REGION: Final = "eu-central-1"
KEYS = {
    TABLES.media: ("userId", "uploadId"),
    TABLES.facets: ("facetKey", "sortKey"),
    TABLES.counts: ("userId", "facetValue"),
    TABLES.activity: ("userId", "eventId"),
}


@cache
def _session() -> boto3.Session:
    """Keeps the descriptions of AWS's services: moto forgets the session that boto3 has for everybody at each test."""
    return boto3.Session()


def client(service: str, endpoint: str | None = None) -> Any:
    return _session().client(
        service,  # type: ignore[call-overload]  # the stub wants a literal
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(signature_version="s3v4", max_pool_connections=32),
    )


def create_tables(dynamodb: DynamoDBClient) -> None:
    for table, (partition, sort) in KEYS.items():
        dynamodb.create_table(
            TableName=table,
            KeySchema=[
                {"AttributeName": partition, "KeyType": "HASH"},
                {"AttributeName": sort, "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in (partition, sort)],
            BillingMode="PAY_PER_REQUEST",
        )


def create_bucket(s3: S3Client) -> None:
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})


def dynamodb_stores(s3: S3Client, dynamodb: DynamoDBClient) -> Stores:
    tenants = Operator(s3, dynamodb)
    return Stores(
        DynamoDbMediaRecords(tenants, TABLES),
        DynamoDbMediaStore(tenants, TABLES),
        DynamoDbFacetIndex(tenants, TABLES),
        DynamoDbFacetCounts(tenants, TABLES),
        DynamoDbChecksums(tenants, TABLES),
        DynamoDbUsages(tenants, TABLES),
        DynamoDbActivity(tenants, TABLES),
        S3StoredCopies(tenants, BUCKET),
        S3StoredObjects(tenants, BUCKET),
        DynamoDbAlbums(tenants, TABLES),
        DynamoDbAlbumOrder(tenants, TABLES),
        DynamoDbIndexAudit(tenants, TABLES),
    )
