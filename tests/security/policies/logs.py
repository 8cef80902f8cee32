"""Requests that concern the logs: who may add to them, and that nobody may take away. Verdicts are written by hand."""

from __future__ import annotations

from typing import Final

from tests.security.policies.objects import READ_OLD_TLS, READ_PLAINTEXT, USUAL
from tests.security.policies.policies import AUDIT_KEY, BUCKET
from tests.security.policies.principals import (
    ADMINISTRATOR,
    ANYBODY,
    CATALOG,
    INGEST,
    LOG_DELIVERY,
    OTHER_ACCOUNT,
    STRANGER,
    TRAIL,
)
from tests.security.policies.row import ALLOWED, DENIED, Circumstances, Row, ask
from tests.security.policies.templates import ACCOUNT, REGION

ARCHIVE: Final = "arn:aws:s3:::momento-audit-archive"
FILE: Final = f"{ARCHIVE}/AWSLogs/{ACCOUNT}/CloudTrail/a.json.gz"
OWN_TRAIL: Final = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/momento-audit"
OTHER_TRAIL: Final = f"arn:aws:cloudtrail:{REGION}:{OTHER_ACCOUNT}:trail/momento-audit"
_WRITTEN: Final = {"aws:SourceArn": OWN_TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}

LOOK: Final = USUAL.but("our trail", {"aws:SourceArn": OWN_TRAIL})
LOOK_FOR_OTHER: Final = USUAL.but("another trail", {"aws:SourceArn": OTHER_TRAIL})
WRITE: Final = USUAL.but("our trail", _WRITTEN)
WRITE_FOR_OTHER: Final = USUAL.but("another trail", {**_WRITTEN, "aws:SourceArn": OTHER_TRAIL})
WRITE_AS_OWN: Final = USUAL.but("our trail, keeping the file its own", {"aws:SourceArn": OWN_TRAIL})


def _sealing(trail: str, encrypted: str, words: str) -> Circumstances:
    return Circumstances(words, {"aws:SourceArn": trail, "kms:EncryptionContext:aws:cloudtrail:arn": encrypted})


def _delivery(bucket: str, source: str) -> list[Row]:
    """A bucket that S3 writes the access log of `source` to."""
    ours = USUAL.but("of our bucket", {"aws:SourceArn": f"arn:aws:s3:::{source}", "aws:SourceAccount": ACCOUNT})
    other = ours.but("of another bucket", {"aws:SourceArn": "arn:aws:s3:::another-bucket"})
    foreign = ours.but("of another account", {"aws:SourceAccount": OTHER_ACCOUNT})
    file = f"{bucket}/{source}/a"
    return [
        *ask(LOG_DELIVERY, "s3:PutObject", file, ours, ALLOWED, "resource"),
        *ask(LOG_DELIVERY, "s3:PutObject", file, other, DENIED),
        *ask(LOG_DELIVERY, "s3:PutObject", file, foreign, DENIED),
        *ask(LOG_DELIVERY, "s3:GetObject s3:DeleteObject s3:PutObjectAcl", file, ours, DENIED),
        *ask(TRAIL, "s3:PutObject", file, ours, DENIED),
        *ask(STRANGER, "s3:PutObject", file, ours, DENIED, "identity"),
        *ask(ADMINISTRATOR, "s3:GetObject", file, USUAL, ALLOWED, "identity"),
        *ask(ADMINISTRATOR, "s3:GetObject", file, READ_PLAINTEXT, DENIED, "identity", "resource"),
        *ask(ADMINISTRATOR, "s3:ListBucket", bucket, READ_PLAINTEXT, DENIED, "identity", "resource"),
        *ask(ANYBODY, "s3:GetObject", file, USUAL, DENIED),
    ]


KEPT: Final[list[Row]] = [
    *ask(TRAIL, "s3:GetBucketAcl", ARCHIVE, LOOK, ALLOWED, "resource"),
    *ask(TRAIL, "s3:GetBucketAcl", ARCHIVE, LOOK_FOR_OTHER, DENIED),
    *ask(TRAIL, "s3:ListBucket s3:PutBucketPolicy s3:GetBucketPolicy", ARCHIVE, LOOK, DENIED),
    *ask(TRAIL, "s3:PutObject", FILE, WRITE, ALLOWED, "resource"),
    *ask(TRAIL, "s3:PutObject", FILE, WRITE_FOR_OTHER, DENIED),
    *ask(TRAIL, "s3:PutObject", FILE, WRITE_AS_OWN, DENIED),
    *ask(TRAIL, "s3:PutObject", f"{ARCHIVE}/AWSLogs/{OTHER_ACCOUNT}/a.json.gz", WRITE, DENIED),
    *ask(TRAIL, "s3:PutObjectAcl", FILE, WRITE, DENIED),
    *ask(TRAIL, "s3:GetObject", FILE, LOOK, DENIED),
    *ask(LOG_DELIVERY, "s3:GetBucketAcl", ARCHIVE, LOOK, DENIED),
    *ask(STRANGER, "s3:GetBucketAcl", ARCHIVE, LOOK, DENIED, "identity"),
    *ask(STRANGER, "s3:PutObject", FILE, WRITE, DENIED, "identity"),
    *ask(ADMINISTRATOR, "s3:GetObject", FILE, USUAL, ALLOWED, "identity"),
    *ask(ADMINISTRATOR, "s3:ListBucket", ARCHIVE, USUAL, ALLOWED, "identity"),
    *ask(ADMINISTRATOR, "s3:DeleteObject s3:DeleteObjectVersion", FILE, USUAL, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:BypassGovernanceRetention", FILE, USUAL, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:GetObject", FILE, READ_PLAINTEXT, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:GetObject", FILE, READ_OLD_TLS, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:ListBucket", ARCHIVE, READ_PLAINTEXT, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:ListBucket", ARCHIVE, READ_OLD_TLS, DENIED, "identity", "resource"),
    *ask(INGEST, "s3:PutObject s3:DeleteObjectTagging", FILE, USUAL, DENIED),
    *ask(CATALOG, "s3:GetObject", FILE, USUAL, DENIED),
    *ask(ANYBODY, "s3:GetObject", FILE, USUAL, DENIED),
]

_DESCRIBE: Final = Circumstances("our trail", {"aws:SourceArn": OWN_TRAIL})
_SEALED: Final = _sealing(OWN_TRAIL, OWN_TRAIL, "our trail")
ENCRYPTED: Final[list[Row]] = [
    *ask(TRAIL, "kms:GenerateDataKey", AUDIT_KEY, _SEALED, ALLOWED, "resource"),
    *ask(TRAIL, "kms:GenerateDataKeyWithoutPlaintext", AUDIT_KEY, _SEALED, ALLOWED, "resource"),
    *ask(TRAIL, "kms:GenerateDataKey", AUDIT_KEY, _sealing(OTHER_TRAIL, OWN_TRAIL, "another trail"), DENIED),
    *ask(TRAIL, "kms:GenerateDataKey", AUDIT_KEY, _sealing(OWN_TRAIL, OTHER_TRAIL, "another's file"), DENIED),
    *ask(TRAIL, "kms:DescribeKey", AUDIT_KEY, _DESCRIBE, ALLOWED, "resource"),
    *ask(TRAIL, "kms:DescribeKey", AUDIT_KEY, Circumstances("another trail", {"aws:SourceArn": OTHER_TRAIL}), DENIED),
    *ask(TRAIL, "kms:Decrypt", AUDIT_KEY, _SEALED, DENIED),
    *ask(TRAIL, "kms:ScheduleKeyDeletion kms:PutKeyPolicy", AUDIT_KEY, _DESCRIBE, DENIED),
    *ask(LOG_DELIVERY, "kms:GenerateDataKey", AUDIT_KEY, _SEALED, DENIED),
    *ask(LOG_DELIVERY, "kms:DescribeKey", AUDIT_KEY, _DESCRIBE, DENIED),
    *ask(STRANGER, "kms:Decrypt kms:GenerateDataKey", AUDIT_KEY, _SEALED, DENIED, "identity"),
    *ask(STRANGER, "kms:DescribeKey", AUDIT_KEY, _DESCRIBE, DENIED, "identity"),
    *ask(ADMINISTRATOR, "kms:Decrypt", AUDIT_KEY, Circumstances("", {}), ALLOWED, "identity resource"),
    *ask(INGEST, "kms:Decrypt", AUDIT_KEY, Circumstances("", {}), DENIED, "resource", undecided="runs without KMS"),
]

ROWS: Final[list[Row]] = [
    *_delivery(f"arn:aws:s3:::{BUCKET}-access-log", BUCKET),
    *KEPT,
    *_delivery(f"{ARCHIVE}-access-log", "momento-audit-archive"),
    *ENCRYPTED,
]
