"""Requests for records, and for the key that encrypts them. Verdicts are written by hand, as in `objects`."""

from __future__ import annotations

from typing import Final

from tests.security.policies.policies import ALICE, BOB, KEY, TABLES
from tests.security.policies.principals import CATALOG, CATALOG_FOR_NOBODY, CATALOG_ITSELF, INGEST, INGEST_ITSELF
from tests.security.policies.row import ALLOWED, DENIED, Circumstances, Row, ask
from tests.security.policies.templates import ACCOUNT, REGION


def _table(name: str, region: str = REGION) -> str:
    return f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{name}"


def _keys(words: str, *keys: str, undecided: str = "") -> Circumstances:
    return Circumstances(words, {"dynamodb:LeadingKeys": list(keys)}, undecided)


MEDIA: Final = _table(TABLES.media)
FACETS: Final = _table(TABLES.facets)
COUNTS: Final = _table(TABLES.counts)
ACTIVITY: Final = _table(TABLES.activity)
ELSEWHERE: Final = _table(TABLES.media, "eu-west-1")
OTHER_TABLE: Final = _table("another-table")

ALL_BY_ITSELF: Final = "identity session boundary"
NO_LEADING_KEYS: Final = "does not know dynamodb:LeadingKeys"
NO_KEYS_OF_KMS: Final = "runs without KMS"
NO_SUCH_OPERATION: Final = "has no such operation"

OWN: Final = _keys("Alice's", ALICE)
OWN_FACET: Final = _keys("a facet of Alice's", f"{ALICE}#kind#photo")
OWN_BOTH: Final = _keys("two of Alice's", ALICE, f"{ALICE}#kind#photo", undecided=NO_LEADING_KEYS)
FOREIGN: Final = _keys("Bob's", BOB, undecided=NO_LEADING_KEYS)
FOREIGN_FACET: Final = _keys("a facet of Bob's", f"{BOB}#kind#photo", undecided=NO_LEADING_KEYS)
LOOKALIKE: Final = _keys("of a longer id", f"{ALICE}0", undecided=NO_LEADING_KEYS)
LOOKALIKE_FACET: Final = _keys("a facet of a longer id", f"{ALICE}0#kind#photo", undecided=NO_LEADING_KEYS)
MIXED: Final = _keys("Alice's and Bob's", ALICE, BOB, undecided=NO_LEADING_KEYS)
ABSENT: Final = Circumstances("no partition named", {}, NO_LEADING_KEYS)
WHOLE: Final = Circumstances("", {})

KEEPING: Final = (
    "dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query dynamodb:PutItem dynamodb:UpdateItem "
    "dynamodb:ConditionCheckItem"
)
REPORTING: Final = "dynamodb:PutItem dynamodb:Query"
CHANGING: Final = "dynamodb:GetItem dynamodb:BatchGetItem dynamodb:UpdateItem dynamodb:ConditionCheckItem"
DESTROYING: Final = "dynamodb:DeleteItem dynamodb:BatchWriteItem"
PARTIQL: Final = "dynamodb:PartiQLSelect dynamodb:PartiQLInsert dynamodb:PartiQLUpdate dynamodb:PartiQLDelete"
OF_THE_TABLE: Final = (
    "dynamodb:Scan dynamodb:DescribeTable dynamodb:UpdateTable dynamodb:DeleteTable dynamodb:UpdateTimeToLive "
    "dynamodb:UpdateContinuousBackups dynamodb:CreateBackup dynamodb:DescribeTimeToLive"
)
MORE_OF_THE_TABLE: Final = (
    "dynamodb:ExportTableToPointInTime dynamodb:RestoreTableToPointInTime dynamodb:PutResourcePolicy "
    "dynamodb:EnableKinesisStreamingDestination dynamodb:GetResourcePolicy"
)

BY_S3: Final = Circumstances("by way of S3", {"kms:ViaService": f"s3.{REGION}.amazonaws.com"})
BY_DYNAMODB: Final = Circumstances("by way of DynamoDB", {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com"})
BY_EC2: Final = Circumstances("by way of EC2", {"kms:ViaService": f"ec2.{REGION}.amazonaws.com"})
BY_LOOKALIKE: Final = Circumstances("by way of a lookalike", {"kms:ViaService": f"s3.{REGION}.amazonaws.com.example"})
BY_OTHER_LOOKALIKE: Final = Circumstances(
    "by way of another lookalike", {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com.example"}
)
DIRECTLY: Final = Circumstances("directly", {})
OTHER_KEY: Final = KEY.replace("1111", "3333")

KEPT: Final[list[Row]] = [
    *ask(CATALOG, KEEPING, MEDIA, OWN, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, KEEPING, FACETS, OWN_FACET, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, KEEPING, COUNTS, OWN, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "dynamodb:BatchGetItem", MEDIA, OWN_BOTH, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, KEEPING, MEDIA, FOREIGN, DENIED, "boundary"),
    *ask(CATALOG, KEEPING, FACETS, FOREIGN_FACET, DENIED, "boundary"),
    *ask(CATALOG, "dynamodb:Query", COUNTS, FOREIGN, DENIED, "boundary"),
    *ask(CATALOG, "dynamodb:GetItem dynamodb:PutItem", MEDIA, LOOKALIKE, DENIED, "boundary"),
    *ask(CATALOG, "dynamodb:Query dynamodb:PutItem", FACETS, LOOKALIKE_FACET, DENIED, "boundary"),
    *ask(CATALOG, "dynamodb:BatchGetItem", MEDIA, MIXED, DENIED, "boundary"),
    *ask(CATALOG, KEEPING, MEDIA, ABSENT, DENIED, "boundary"),
    *ask(CATALOG, DESTROYING, MEDIA, OWN, DENIED),
    *ask(CATALOG, DESTROYING, FACETS, OWN_FACET, DENIED),
    *ask(CATALOG, DESTROYING, COUNTS, OWN, DENIED),
    *ask(CATALOG, PARTIQL, MEDIA, OWN, DENIED),
    *ask(CATALOG, OF_THE_TABLE, MEDIA, WHOLE, DENIED),
    *ask(CATALOG, MORE_OF_THE_TABLE, MEDIA, WHOLE, DENIED, undecided=NO_SUCH_OPERATION),
    *ask(CATALOG, REPORTING, ACTIVITY, OWN, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, CHANGING, ACTIVITY, OWN, DENIED, "boundary"),
    *ask(CATALOG, DESTROYING, ACTIVITY, OWN, DENIED),
    *ask(CATALOG, REPORTING, ACTIVITY, FOREIGN, DENIED, "boundary"),
    *ask(CATALOG, REPORTING, ACTIVITY, LOOKALIKE, DENIED, "boundary"),
    *ask(CATALOG, REPORTING, ACTIVITY, ABSENT, DENIED, "boundary"),
    *ask(CATALOG, "dynamodb:Query", f"{ACTIVITY}-more", OWN, DENIED),
    *ask(CATALOG, "dynamodb:Scan dynamodb:UpdateTimeToLive dynamodb:DeleteTable", ACTIVITY, WHOLE, DENIED),
    *ask(CATALOG, "dynamodb:Scan", FACETS, WHOLE, DENIED),
    *ask(CATALOG, "dynamodb:GetItem dynamodb:PutItem", OTHER_TABLE, OWN, DENIED),
    *ask(CATALOG, "dynamodb:GetItem", f"{FACETS}-more", OWN, DENIED),
    *ask(CATALOG, "dynamodb:GetItem", f"{COUNTS}-more", OWN, DENIED),
    *ask(CATALOG, "dynamodb:Query", f"{MEDIA}/index/by-date", OWN, DENIED),
    *ask(CATALOG, "dynamodb:GetItem", ELSEWHERE, OWN, DENIED, "session", undecided="is in one region only"),
    *ask(CATALOG_FOR_NOBODY, "dynamodb:GetItem dynamodb:PutItem dynamodb:Query", MEDIA, OWN, DENIED, "boundary"),
    *ask(INGEST, "dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem", MEDIA, OWN, DENIED, "boundary"),
    *ask(INGEST, REPORTING, ACTIVITY, OWN, DENIED, "boundary"),
    *ask(INGEST, "dynamodb:DeleteItem", MEDIA, OWN, DENIED),
    *ask(INGEST_ITSELF, "dynamodb:GetItem dynamodb:DeleteItem", MEDIA, OWN, DENIED),
    *ask(CATALOG_ITSELF, "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem", MEDIA, OWN, DENIED),
    *ask(CATALOG_ITSELF, "dynamodb:Scan dynamodb:DeleteTable", MEDIA, WHOLE, DENIED),
]

_BOTH: Final = "kms:Decrypt kms:GenerateDataKey"
_UNDECIDED: Final = {"undecided": NO_KEYS_OF_KMS}
ENCRYPTED: Final[list[Row]] = [
    *ask(INGEST, _BOTH, KEY, BY_S3, ALLOWED, f"{ALL_BY_ITSELF} resource", **_UNDECIDED),
    *ask(INGEST, _BOTH, KEY, BY_DYNAMODB, DENIED, "boundary resource", **_UNDECIDED),
    *ask(INGEST, _BOTH, KEY, DIRECTLY, DENIED, "boundary resource", **_UNDECIDED),
    *ask(INGEST, _BOTH, OTHER_KEY, BY_S3, DENIED, "session resource", **_UNDECIDED),
    *ask(INGEST, _BOTH, KEY, BY_LOOKALIKE, DENIED, "boundary resource", **_UNDECIDED),
    *ask(INGEST, "kms:GenerateDataKeyPair", KEY, BY_S3, DENIED, "resource", **_UNDECIDED),
    *ask(INGEST, "kms:Encrypt kms:DescribeKey", KEY, BY_S3, DENIED, "resource", **_UNDECIDED),
    *ask(INGEST, "kms:ScheduleKeyDeletion kms:DisableKey", KEY, DIRECTLY, DENIED, "resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", KEY, BY_S3, ALLOWED, f"{ALL_BY_ITSELF} resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", KEY, BY_DYNAMODB, ALLOWED, f"{ALL_BY_ITSELF} resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", KEY, BY_EC2, DENIED, "boundary resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", KEY, BY_LOOKALIKE, DENIED, "boundary resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", KEY, BY_OTHER_LOOKALIKE, DENIED, "boundary resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", KEY, DIRECTLY, DENIED, "boundary resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Decrypt", OTHER_KEY, BY_S3, DENIED, "session resource", **_UNDECIDED),
    *ask(CATALOG, "kms:GenerateDataKey", KEY, BY_S3, DENIED, "boundary resource", **_UNDECIDED),
    *ask(CATALOG, "kms:Encrypt kms:DescribeKey", KEY, BY_S3, DENIED, "resource", **_UNDECIDED),
    *ask(CATALOG, "kms:ScheduleKeyDeletion", KEY, DIRECTLY, DENIED, "resource", **_UNDECIDED),
    *ask(INGEST_ITSELF, "kms:Decrypt", KEY, BY_S3, DENIED, "resource", **_UNDECIDED),
    *ask(CATALOG_ITSELF, "kms:Decrypt", KEY, BY_S3, DENIED, "resource", **_UNDECIDED),
]

ROWS: Final[list[Row]] = [*KEPT, *ENCRYPTED]
