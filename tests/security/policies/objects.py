"""Requests for objects and buckets. Each verdict is what we want, written by hand, and not what the policies say."""

from __future__ import annotations

from typing import Final

from tests.security.policies.policies import ALICE, BOB, BUCKET
from tests.security.policies.principals import (
    ADMINISTRATOR,
    ANYBODY,
    CATALOG,
    CATALOG_FOR_NOBODY,
    CATALOG_ITSELF,
    INGEST,
    INGEST_FOR_NOBODY,
    INGEST_ITSELF,
    STRANGER,
)
from tests.security.policies.row import ALLOWED, DENIED, Circumstances, Row, ask

UPLOADS: Final = f"arn:aws:s3:::{BUCKET}"
OWN: Final = f"{UPLOADS}/user-{ALICE}"
FOREIGN: Final = f"{UPLOADS}/user-{BOB}"
PHOTO: Final = f"{OWN}/photos/a.jpg"
VIDEO: Final = f"{OWN}/videos/a.mp4"
LOOKALIKE: Final = f"{UPLOADS}/user-{ALICE}0/photos/a.jpg"
OTHER_BUCKET: Final = "arn:aws:s3:::another-bucket"

ALL_BY_ITSELF: Final = "identity session boundary"
UNKNOWN_KEY: Final = "does not know the condition key"

USUAL: Final = Circumstances("", {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3", "s3:signatureAge": "1000"})
NEW: Final = USUAL.but("if none matches", {"s3:ObjectCreationOperation": "true", "s3:if-none-match": "*"})
PART: Final = USUAL.but("part of a multipart upload", {"s3:ObjectCreationOperation": "false"})
OVER: Final = NEW.but("whatever is there", {"s3:if-none-match": None}, UNKNOWN_KEY)
PLAINTEXT: Final = NEW.but("without TLS", {"aws:SecureTransport": "false"}, "answers on TLS only")
OLD_TLS: Final = NEW.but("TLS 1.1", {"s3:TlsVersion": "1.1"}, UNKNOWN_KEY)
OLDEST_TLS: Final = NEW.but("TLS 1.2", {"s3:TlsVersion": "1.2"}, UNKNOWN_KEY)
OLDEST_SIGNATURE: Final = NEW.but("signed 900 s ago", {"s3:signatureAge": "900000"}, UNKNOWN_KEY)
STALE_SIGNATURE: Final = NEW.but("signed 901 s ago", {"s3:signatureAge": "901000"}, UNKNOWN_KEY)
OWN_KEY: Final = NEW.but("SSE-C", {"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"}, UNKNOWN_KEY)


def _reading(circumstances: Circumstances) -> Circumstances:
    """The same for a request that writes nothing."""
    return circumstances.but(circumstances.words, {"s3:ObjectCreationOperation": None, "s3:if-none-match": None})


READ_PLAINTEXT: Final = Circumstances("without TLS", _reading(PLAINTEXT).keys, PLAINTEXT.undecided)
READ_OLD_TLS: Final = Circumstances("TLS 1.1", _reading(OLD_TLS).keys, UNKNOWN_KEY)
READ_STALE: Final = Circumstances("signed 901 s ago", _reading(STALE_SIGNATURE).keys, UNKNOWN_KEY)
READ_OLDEST: Final = Circumstances("signed 900 s ago", _reading(OLDEST_SIGNATURE).keys, UNKNOWN_KEY)
UNKNOWN_TAGS: Final = "does not know the tags of a request that has them in its body"


def _tagging(words: str, *tags: str, has: str = "", undecided: str = "") -> Circumstances:
    """Tags are put on an object that has one already, or none."""
    existing = {f"s3:ExistingObjectTag/{has}": "true"} if has else {}
    requested = {"s3:RequestObjectTagKeys": list(tags)} if tags else {}
    return USUAL.but(f"{words} on {has or 'no tag'}", {**requested, **existing}, undecided)


PURGED, EARLIER = "momento:purge", "momento:pending"
"""What has an object removed; and what earlier versions of ingest put on what they stored."""
PURGE: Final = _tagging("purge", PURGED)
PURGE_PURGED: Final = _tagging("purge", PURGED, has=PURGED)
PURGE_EARLIER: Final = _tagging("purge", PURGED, has=EARLIER)
MARK_EARLIER: Final = _tagging("pending", EARLIER)
OF_PURGED: Final = USUAL.but(f"of {PURGED}", {f"s3:ExistingObjectTag/{PURGED}": "true"})
UNTAG: Final = _tagging("no tag")
UNTAG_PURGED: Final = _tagging("no tag", has=PURGED)
ANY_TAG: Final = _tagging("another tag", "other")
OTHER_TAG: Final = _tagging("purge and another tag", PURGED, "other", undecided=UNKNOWN_TAGS)
NEW_MARKED: Final = NEW.but("if none matches, with a tag", {"s3:RequestObjectTagKeys": [EARLIER]})
NEW_PURGED: Final = NEW.but("if none matches, to be purged", {"s3:RequestObjectTagKeys": [PURGED]})

DESTROYING_OBJECTS: Final = (
    "s3:DeleteObject s3:DeleteObjectVersion s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:PutObjectAcl "
    "s3:PutObjectVersionTagging s3:PutObjectRetention s3:PutObjectLegalHold s3:BypassGovernanceRetention"
)
DESTROYING_BUCKETS: Final = (
    "s3:DeleteBucket s3:DeleteBucketPolicy s3:PutBucketPolicy s3:PutLifecycleConfiguration s3:PutBucketVersioning "
    "s3:PutEncryptionConfiguration s3:PutBucketPublicAccessBlock s3:PutBucketLogging s3:PutBucketOwnershipControls"
)
LOOKING_AROUND: Final = "s3:ListBucket s3:ListBucketVersions s3:ListBucketMultipartUploads s3:GetBucketPolicy"


def _each_folder(more: str, circumstances: Circumstances, verdict: str, lets: str) -> list[Row]:
    """Tags that ingest would put on an object in each folder that it writes to, or whose name goes on with `more`."""
    places = ("photos{}/a.jpg", "videos{}/a.mp4", "previews{}/a/256.webp", "records{}/a.json")
    return [
        row
        for place in places
        for row in ask(INGEST, "s3:PutObjectTagging", f"{OWN}/{place.format(more)}", circumstances, verdict, lets)
    ]


WRITING: Final[list[Row]] = [
    *ask(INGEST, "s3:PutObject", PHOTO, NEW, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", VIDEO, NEW, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", f"{OWN}/previews/a/256.webp", NEW, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", f"{OWN}/records/a.json", NEW, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", VIDEO, PART, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:AbortMultipartUpload", VIDEO, USUAL, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", PHOTO, OLDEST_TLS, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", PHOTO, OLDEST_SIGNATURE, ALLOWED, ALL_BY_ITSELF),
    *ask(INGEST, "s3:PutObject", PHOTO, OVER, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(INGEST, "s3:PutObject", PHOTO, PLAINTEXT, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(INGEST, "s3:PutObject", PHOTO, OLD_TLS, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(INGEST, "s3:PutObject", PHOTO, STALE_SIGNATURE, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(INGEST, "s3:PutObject", PHOTO, OWN_KEY, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(INGEST, "s3:PutObject", f"{FOREIGN}/photos/a.jpg", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:AbortMultipartUpload", f"{FOREIGN}/videos/a.mp4", USUAL, DENIED, "boundary"),
    *ask(INGEST, "s3:AbortMultipartUpload", LOOKALIKE, USUAL, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", LOOKALIKE, NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", f"{OWN}/others/a.jpg", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", f"{OWN}/photos-more/a.jpg", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", f"{OWN}/videos-more/a.mp4", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", f"{OWN}/previews-more/a.webp", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", f"{OWN}/records-more/a.json", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", f"{OWN}/a.jpg", NEW, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", OWN, NEW, DENIED),
    *ask(INGEST, "s3:PutObject", f"{UPLOADS}/a.jpg", NEW, DENIED),
    *ask(INGEST, "s3:PutObject", f"{UPLOADS}/x/user-{ALICE}/photos/a.jpg", NEW, DENIED),
    *ask(INGEST, "s3:PutObject", f"{OTHER_BUCKET}/user-{ALICE}/photos/a.jpg", NEW, DENIED),
    *ask(INGEST, "s3:PutObject", f"{UPLOADS}-access-log/a", NEW, DENIED),
    *ask(INGEST, "s3:GetObject", PHOTO, USUAL, DENIED, "boundary"),
    *ask(INGEST, "s3:GetObjectVersion s3:GetObjectTagging s3:ListMultipartUploadParts", PHOTO, USUAL, DENIED),
    *ask(INGEST, "s3:PutObject", PHOTO, NEW_MARKED, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", PHOTO, NEW_PURGED, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObject", VIDEO, NEW_PURGED, DENIED, "boundary"),
    *_each_folder("", PURGE, DENIED, "boundary"),
    *_each_folder("", PURGE_EARLIER, DENIED, "boundary"),
    *_each_folder("-more", PURGE, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", PHOTO, MARK_EARLIER, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", PHOTO, PURGE_PURGED, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", PHOTO, UNTAG, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", PHOTO, UNTAG_PURGED, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", PHOTO, ANY_TAG, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", f"{FOREIGN}/photos/a.jpg", PURGE, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", LOOKALIKE, PURGE, DENIED, "boundary"),
    *ask(INGEST, "s3:PutObjectTagging", f"{UPLOADS}/a.jpg", PURGE, DENIED),
    *ask(INGEST, DESTROYING_OBJECTS, PHOTO, USUAL, DENIED),
    *ask(INGEST, f"{LOOKING_AROUND} {DESTROYING_BUCKETS}", UPLOADS, USUAL, DENIED),
]

READING: Final[list[Row]] = [
    *ask(CATALOG, "s3:GetObject", PHOTO, USUAL, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:GetObject", f"{OWN}/previews/a/256.webp", USUAL, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:GetObject", f"{OWN}/records/a.json", USUAL, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:GetObject", PHOTO, READ_OLDEST, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:PutObjectTagging", PHOTO, PURGE, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:PutObjectTagging", PHOTO, PURGE_EARLIER, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:PutObjectTagging", f"{OWN}/records/a.json", PURGE, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:PutObjectTagging", PHOTO, UNTAG, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:PutObjectTagging", PHOTO, OTHER_TAG, DENIED, "session boundary"),
    *ask(CATALOG, "s3:GetObject", PHOTO, OF_PURGED, DENIED, "identity boundary"),
    *ask(CATALOG, "s3:GetObject", f"{OWN}/previews/a/256.webp", OF_PURGED, DENIED, "identity boundary"),
    *ask(CATALOG, "s3:GetObject", f"{OWN}/records/a.json", OF_PURGED, ALLOWED, ALL_BY_ITSELF),
    *ask(CATALOG, "s3:GetObject", f"{OWN}/records-more/a.json", OF_PURGED, DENIED, "identity boundary"),
    *ask(CATALOG, "s3:GetObject", f"{FOREIGN}/records/a.json", OF_PURGED, DENIED, "boundary"),
    *ask(CATALOG, "s3:GetObjectTagging s3:GetObjectAcl s3:PutObjectAcl", f"{OWN}/records/a.json", OF_PURGED, DENIED),
    *ask(CATALOG, "s3:GetObject", PHOTO, READ_PLAINTEXT, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(CATALOG, "s3:GetObject", PHOTO, READ_OLD_TLS, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(CATALOG, "s3:GetObject", PHOTO, READ_STALE, DENIED, ALL_BY_ITSELF, "resource"),
    *ask(CATALOG, "s3:GetObject", f"{FOREIGN}/photos/a.jpg", USUAL, DENIED, "boundary"),
    *ask(CATALOG, "s3:PutObjectTagging", f"{FOREIGN}/photos/a.jpg", PURGE, DENIED, "boundary"),
    *ask(CATALOG, "s3:GetObject", LOOKALIKE, USUAL, DENIED, "boundary"),
    *ask(CATALOG, "s3:PutObjectTagging", LOOKALIKE, PURGE, DENIED, "boundary"),
    *ask(CATALOG, "s3:GetObject", f"{UPLOADS}/a.jpg", USUAL, DENIED),
    *ask(CATALOG, "s3:GetObject", f"{OTHER_BUCKET}/user-{ALICE}/photos/a.jpg", USUAL, DENIED),
    *ask(CATALOG, "s3:PutObject", PHOTO, NEW, DENIED, "boundary"),
    *ask(CATALOG, "s3:AbortMultipartUpload", VIDEO, USUAL, DENIED, "boundary"),
    *ask(CATALOG, "s3:GetObjectVersion s3:GetObjectTagging", PHOTO, USUAL, DENIED),
    *ask(CATALOG, DESTROYING_OBJECTS, PHOTO, USUAL, DENIED),
    *ask(CATALOG, f"{LOOKING_AROUND} {DESTROYING_BUCKETS}", UPLOADS, USUAL, DENIED),
]

OTHERS: Final[list[Row]] = [
    *ask(INGEST_FOR_NOBODY, "s3:PutObject", PHOTO, NEW, DENIED, "boundary"),
    *ask(INGEST_FOR_NOBODY, "s3:PutObject", f"{UPLOADS}/user-/photos/a.jpg", NEW, DENIED, "boundary"),
    *ask(INGEST_FOR_NOBODY, "s3:PutObjectTagging", PHOTO, PURGE, DENIED, "boundary"),
    *ask(CATALOG_FOR_NOBODY, "s3:GetObject", PHOTO, USUAL, DENIED, "boundary"),
    *ask(CATALOG_FOR_NOBODY, "s3:PutObjectTagging", PHOTO, PURGE, DENIED, "boundary"),
    *ask(INGEST_ITSELF, "s3:PutObject", PHOTO, NEW, DENIED),
    *ask(INGEST_ITSELF, "s3:GetObject s3:DeleteObject", PHOTO, USUAL, DENIED),
    *ask(INGEST_ITSELF, "s3:ListBucket", UPLOADS, USUAL, DENIED),
    *ask(CATALOG_ITSELF, "s3:GetObject s3:DeleteObject s3:PutObjectTagging", PHOTO, USUAL, DENIED),
    *ask(CATALOG_ITSELF, "s3:ListBucket", UPLOADS, USUAL, DENIED),
    *ask(ADMINISTRATOR, "s3:PutObject", PHOTO, NEW, ALLOWED, "identity"),
    *ask(ADMINISTRATOR, "s3:PutObject", PHOTO, OVER, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:ListBucket", UPLOADS, USUAL, ALLOWED, "identity"),
    *ask(ADMINISTRATOR, "s3:ListBucket", UPLOADS, READ_PLAINTEXT, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:ListBucket", UPLOADS, READ_OLD_TLS, DENIED, "identity", "resource"),
    *ask(ADMINISTRATOR, "s3:ListBucket", UPLOADS, READ_STALE, DENIED, "identity", "resource"),
    *ask(STRANGER, "s3:PutObject", PHOTO, NEW, DENIED, "identity"),
    *ask(STRANGER, "s3:GetObject s3:DeleteObject", PHOTO, USUAL, DENIED, "identity"),
    *ask(ANYBODY, "s3:GetObject", PHOTO, USUAL, DENIED),
    *ask(ANYBODY, "s3:ListBucket", UPLOADS, USUAL, DENIED),
]

ROWS: Final[list[Row]] = [*WRITING, *READING, *OTHERS]
