from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from google.protobuf import json_format
from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_catalog import restore
from momento_catalog.adapters.outbound.s3.object_tags import PURGE
from momento_catalog.adapters.outbound.s3.stored_uploads import S3StoredCopies, S3StoredUploads
from momento_catalog.adapters.tenants import Operator
from momento_catalog.application.ports.stored_uploads import StoredCopyUnreadable
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.records.checksum import Holder, Sha256
from momento_catalog.domain.records.object_key import record_key
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.aws import BUCKET, REGION, TABLES, client, create_bucket, create_tables, dynamodb_stores
from tests.fakes.catalog.samples import new_upload_id, new_user_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_catalog.domain.identifiers import UploadId, UserId
    from mypy_boto3_s3 import S3Client

from moto import mock_aws

MOMENT = Timestamp(seconds=1_700_000_000)


def request(**changes: object) -> catalog_pb2.RecordMediaRequest:
    fields = {
        "upload_id": str(new_upload_id()),
        "file_name": "a.jpg",
        "size_bytes": 3,
        "sha256": "ab" * 32,
        "facts": media_pb2.MediaFacts(
            kind=media_pb2.MEDIA_KIND_PHOTO, content_type="image/jpeg", extension="jpg", width=3, height=2
        ),
        "user_tags": ["Cat"],
        "scan": media_pb2.ScanReport(engine="ClamAV", signature_version="1", scanned_at=MOMENT),
        "uploaded_at": MOMENT,
    }
    return catalog_pb2.RecordMediaRequest(**{**fields, **changes})  # type: ignore[arg-type]  # fields of the message


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Client]:
    with mock_aws():
        bucket: S3Client = client("s3")
        create_bucket(bucket)
        create_tables(client("dynamodb"))
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        monkeypatch.setenv("MOMENTO_BUCKET", BUCKET)
        yield bucket


def keep(s3: S3Client, user_id: UserId, upload_id: UploadId, body: bytes | None = None, **changes: object) -> None:
    text = json_format.MessageToJson(request(**changes)).encode() if body is None else body
    s3.put_object(Bucket=BUCKET, Key=f"user-{user_id}/records/{upload_id}.json", Body=text)


def test_copies_of_all_users_are_listed_and_nothing_else(s3: S3Client) -> None:
    wanted = sorted((new_user_id(), new_upload_id()) for _ in range(3))
    for user_id, upload_id in wanted:
        keep(s3, user_id, upload_id)
    user_id, upload_id = wanted[0]
    for key in (
        f"user-{user_id}/photos/{upload_id}.jpg",
        f"user-{user_id}/records/notes.json",
        "user-42/records/x.json",
        f"user-{'u' * 26}/records/{upload_id}.json",
        f"user-{user_id}/records/{'u' * 26}.json",
    ):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
    uploads = S3StoredUploads(s3, BUCKET)
    assert sorted(uploads.listed(None)) == wanted
    assert list(uploads.listed(datetime.now(UTC) + timedelta(hours=1))) == []


def test_ids_come_from_the_key_and_not_from_the_copy(s3: S3Client) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    keep(s3, user_id, upload_id)
    found = S3StoredUploads(s3, BUCKET).read(user_id, upload_id)
    assert (found.user_id, found.upload_id, found.file_name) == (user_id, upload_id, "a.jpg")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"{}", json_format.MessageToJson(request(sha256="x")).encode(), b'{"sizeBytes": "x"}']
)
def test_a_copy_that_makes_no_sense_is_named(s3: S3Client, body: bytes) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    keep(s3, user_id, upload_id, body)
    with pytest.raises(StoredCopyUnreadable, match=f"user-{user_id}/records/{upload_id}"):
        S3StoredUploads(s3, BUCKET).read(user_id, upload_id)


def test_the_restorer_mends_the_tables_and_says_what_it_found(s3: S3Client, capsys: pytest.CaptureFixture[str]) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    keep(s3, user_id, upload_id)
    assert restore.main([]) == 0
    output = capsys.readouterr()
    assert output.out == "there 0, mended 1, duplicate 0, purged 0, unreadable 0\n"
    assert "has not come back: titles" in output.err
    stored = dynamodb_stores(s3, client("dynamodb")).records.get(user_id, upload_id)
    assert stored is not None
    assert [tag.name.value for tag in stored.media.tags] == ["cat"]
    keep(s3, user_id, new_upload_id(), b"{")
    assert restore.main(["--since", "2020-01-01"]) == 1
    output = capsys.readouterr()
    assert output.out == "there 1, mended 0, duplicate 0, purged 0, unreadable 1\n"
    assert f"user-{user_id}/records/" in output.err
    assert "has not come back" not in output.err
    assert restore.main(["--since", "2999-01-01T00:00:00Z"]) == 0


def test_what_was_purged_stays_away_also_when_the_tables_have_forgotten_it(
    s3: S3Client, capsys: pytest.CaptureFixture[str]
) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    keep(s3, user_id, upload_id)
    s3.put_object_tagging(Bucket=BUCKET, Key=record_key(user_id, upload_id), Tagging={"TagSet": [PURGE]})
    assert restore.main([]) == 0
    assert capsys.readouterr().out == "there 0, mended 0, duplicate 0, purged 1, unreadable 0\n"
    assert dynamodb_stores(s3, client("dynamodb")).records.get(user_id, upload_id) is None


def test_the_restorer_brings_the_event_of_an_upload_back_once(s3: S3Client) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    keep(s3, user_id, upload_id)
    dynamodb = client("dynamodb")
    key = {"userId": {"S": str(user_id)}, "uploadId": {"S": str(upload_id)}}
    for _ in range(2):
        assert restore.main([]) == 0
        dynamodb.delete_item(TableName=TABLES.media, Key=key)
    (event,) = dynamodb_stores(s3, dynamodb).activity.history(user_id, None, 10)
    assert (event.kind.value, event.details.upload_id) == ("upload.accepted", str(upload_id))


def test_the_restorer_brings_checksums_and_usage_back_and_passes_over_second_copies(
    s3: S3Client, capsys: pytest.CaptureFixture[str]
) -> None:
    user_id, first, second = new_user_id(), new_upload_id(), new_upload_id()
    for upload_id in (first, second):
        keep(s3, user_id, upload_id)
    keep(s3, user_id, new_upload_id(), sha256="cd" * 32)
    assert restore.main([]) == 0
    assert capsys.readouterr().out == "there 0, mended 2, duplicate 1, purged 0, unreadable 0\n"
    stores = dynamodb_stores(s3, client("dynamodb"))
    twice = Sha256("ab" * 32)
    assert stores.checksums.holders(user_id, [twice]) == {twice: Holder(first, trashed=False)}
    assert stores.usages.of(user_id) == Usage(2, 6)


def test_the_restorer_mends_a_record_whose_checksum_was_left_behind(s3: S3Client) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    keep(s3, user_id, upload_id)
    assert restore.main([]) == 0
    dynamodb = client("dynamodb")
    key = {"userId": {"S": str(user_id)}, "uploadId": {"S": str(upload_id)}}
    dynamodb.delete_item(TableName=TABLES.media, Key=key)
    assert restore.main([]) == 0
    assert dynamodb_stores(s3, dynamodb).records.get(user_id, upload_id) is not None


def test_the_service_reads_a_copy_as_the_restorer_does_and_misses_none_that_is_not_there(s3: S3Client) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    copies = S3StoredCopies(Operator(s3, client("dynamodb")), BUCKET)
    assert copies.read(user_id, upload_id) is None
    keep(s3, user_id, upload_id)
    assert copies.read(user_id, upload_id) == S3StoredUploads(s3, BUCKET).read(user_id, upload_id)
    unreadable = new_upload_id()
    keep(s3, user_id, unreadable, b"{")
    with pytest.raises(StoredCopyUnreadable):
        copies.read(user_id, unreadable)


def test_a_copy_that_a_newer_version_wrote_is_read_without_what_is_unknown(s3: S3Client) -> None:
    user_id, upload_id = new_user_id(), new_upload_id()
    newer = {**json.loads(json_format.MessageToJson(request())), "depth": {"metres": 3}}
    keep(s3, user_id, upload_id, json.dumps(newer).encode())
    copies = S3StoredCopies(Operator(s3, client("dynamodb")), BUCKET)
    for found in (copies.read(user_id, upload_id), S3StoredUploads(s3, BUCKET).read(user_id, upload_id)):
        assert found is not None
        assert found.file_name == "a.jpg"


def test_who_may_not_list_is_denied_a_copy_that_is_not_there() -> None:
    class Denying:
        def get_object(self, **_: object) -> None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "…"}}, "GetObject")

    denying: Any = Denying()
    assert S3StoredCopies(Operator(denying, denying), BUCKET).read(new_user_id(), new_upload_id()) is None


def test_a_bucket_that_does_not_answer_is_told_as_such() -> None:
    silent = client("s3", "http://127.0.0.1:9")
    with pytest.raises(StoreUnavailable):
        S3StoredCopies(Operator(silent, silent), BUCKET).read(new_user_id(), new_upload_id())
