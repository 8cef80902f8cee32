"""How each action of the table is asked for over HTTP, with boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.security.policies.row import Row

    Clients = Callable[[str], Any]
    Call = Callable[[Any, Row], Any]

SORT_KEYS: Final = {
    "momento-media": ("userId", "uploadId"),
    "momento-facets": ("facetKey", "sortKey"),
    "momento-facet-counts": ("userId", "facetValue"),
    "momento-activity": ("userId", "eventId"),
}
_LIFECYCLE: Final = {"Rules": [{"ID": "all", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 1}}]}


def call(clients: Clients, row: Row) -> None:
    """Asks for what `row` says; raises botocore's ClientError when it is refused."""
    service, _, action = row.action.partition(":")
    _CALLS[service][action](clients(service), row)


def key_of(row: Row) -> dict[str, Any]:
    """The primary key of the record that `row` is about."""
    names = SORT_KEYS.get(_table(row), ("userId", "uploadId"))
    return {names[0]: {"S": _leading(row)[0]}, names[1]: {"S": "01jccccccccccccccccccccccc"}}


def _leading(row: Row) -> list[str]:
    keys = row.circumstances.keys["dynamodb:LeadingKeys"]
    return [keys] if isinstance(keys, str) else keys


def _object(row: Row) -> dict[str, str]:
    bucket, _, key = row.on.removeprefix("arn:aws:s3:::").partition("/")
    return {"Bucket": bucket, "Key": key}


def _bucket(row: Row) -> dict[str, str]:
    return {"Bucket": row.on.removeprefix("arn:aws:s3:::")}


def _table(row: Row) -> str:
    return row.on.rpartition(":table/")[2].partition("/")[0]


def _version(row: Row) -> dict[str, str]:
    return {**_object(row), "VersionId": "null"}


def _put(s3: Any, row: Row) -> Any:
    if row.circumstances.keys.get("s3:ObjectCreationOperation") == "false":
        begun = s3.create_multipart_upload(**_object(row))["UploadId"]
        return s3.upload_part(**_object(row), UploadId=begun, PartNumber=1, Body=b"part")
    return s3.put_object(
        **_object(row), Body=b"bytes", IfNoneMatch="*", Tagging=urlencode(dict.fromkeys(_tags(row), "true"))
    )


def _tag(s3: Any, row: Row) -> Any:
    tags = [{"Key": name, "Value": "true"} for name in _tags(row)]
    return s3.put_object_tagging(**_object(row), Tagging={"TagSet": tags})


def _tags(row: Row) -> list[str]:
    return list(row.circumstances.keys.get("s3:RequestObjectTagKeys", []))


def _one_tag() -> dict[str, Any]:
    return {"TagSet": [{"Key": "a", "Value": "b"}]}


def _item(row: Row) -> dict[str, Any]:
    return {"TableName": _table(row), "Key": key_of(row)}


def _query(dynamodb: Any, row: Row) -> Any:
    index = row.on.rpartition("/index/")[2] if "/index/" in row.on else None
    partition = next(iter(key_of(row)))
    return dynamodb.query(
        TableName=_table(row),
        KeyConditionExpression=f"{partition} = :partition",
        ExpressionAttributeValues={":partition": {"S": _leading(row)[0]}},
        **({"IndexName": index} if index else {}),
    )


def _check(dynamodb: Any, row: Row) -> Any:
    check = {**_item(row), "ConditionExpression": "attribute_not_exists(neverSet)"}
    return dynamodb.transact_write_items(TransactItems=[{"ConditionCheck": check}])


def _batch_write(dynamodb: Any, row: Row) -> Any:
    return dynamodb.batch_write_item(RequestItems={_table(row): [{"DeleteRequest": {"Key": key_of(row)}}]})


def _statement(text: str) -> Call:
    def execute(dynamodb: Any, row: Row) -> Any:
        first, second = key_of(row)
        key = {"table": _table(row), "first": first, "second": second}
        parameters = list(key_of(row).values())
        return dynamodb.execute_statement(Statement=text.format(**key), Parameters=parameters)

    return execute


def _role_name(row: Row) -> dict[str, str]:
    return {"RoleName": row.on.rpartition("/")[2]}


def _assume(sts: Any, row: Row) -> Any:
    prefix = "aws:RequestTag/"
    tags = [{"Key": key.removeprefix(prefix), "Value": value} for key, value in row.circumstances.keys.items()]
    return sts.assume_role(RoleArn=row.on, RoleSessionName="session", Tags=tags)


_S3: Final[dict[str, Call]] = {
    "PutObject": _put,
    "GetObject": lambda s3, row: s3.get_object(**_object(row)),
    "GetObjectVersion": lambda s3, row: s3.get_object(**_version(row)),
    "GetObjectTagging": lambda s3, row: s3.get_object_tagging(**_object(row)),
    "PutObjectTagging": _tag,
    "PutObjectVersionTagging": lambda s3, row: s3.put_object_tagging(**_version(row), Tagging=_one_tag()),
    "DeleteObject": lambda s3, row: s3.delete_object(**_object(row)),
    "DeleteObjectVersion": lambda s3, row: s3.delete_object(**_version(row)),
    "DeleteObjectTagging": lambda s3, row: s3.delete_object_tagging(**_object(row)),
    "DeleteObjectVersionTagging": lambda s3, row: s3.delete_object_tagging(**_version(row)),
    "GetObjectAcl": lambda s3, row: s3.get_object_acl(**_object(row)),
    "PutObjectAcl": lambda s3, row: s3.put_object_acl(**_object(row), ACL="public-read"),
    "PutObjectRetention": lambda s3, row: s3.put_object_retention(**_object(row), Retention={"Mode": "GOVERNANCE"}),
    "PutObjectLegalHold": lambda s3, row: s3.put_object_legal_hold(**_object(row), LegalHold={"Status": "OFF"}),
    "BypassGovernanceRetention": lambda s3, row: s3.delete_object(**_version(row), BypassGovernanceRetention=True),
    "AbortMultipartUpload": lambda s3, row: s3.abort_multipart_upload(
        **_object(row), UploadId=s3.create_multipart_upload(**_object(row))["UploadId"]
    ),
    "ListMultipartUploadParts": lambda s3, row: s3.list_parts(**_object(row), UploadId="none"),
    "ListBucket": lambda s3, row: s3.list_objects_v2(**_bucket(row)),
    "ListBucketVersions": lambda s3, row: s3.list_object_versions(**_bucket(row)),
    "ListBucketMultipartUploads": lambda s3, row: s3.list_multipart_uploads(**_bucket(row)),
    "GetBucketPolicy": lambda s3, row: s3.get_bucket_policy(**_bucket(row)),
    "DeleteBucket": lambda s3, row: s3.delete_bucket(**_bucket(row)),
    "DeleteBucketPolicy": lambda s3, row: s3.delete_bucket_policy(**_bucket(row)),
    "PutBucketPolicy": lambda s3, row: s3.put_bucket_policy(**_bucket(row), Policy="{}"),
    "PutLifecycleConfiguration": lambda s3, row: s3.put_bucket_lifecycle_configuration(
        **_bucket(row), LifecycleConfiguration=_LIFECYCLE
    ),
    "PutBucketVersioning": lambda s3, row: s3.put_bucket_versioning(
        **_bucket(row), VersioningConfiguration={"Status": "Suspended"}
    ),
    "PutEncryptionConfiguration": lambda s3, row: s3.delete_bucket_encryption(**_bucket(row)),
    "PutBucketPublicAccessBlock": lambda s3, row: s3.delete_public_access_block(**_bucket(row)),
    "PutBucketLogging": lambda s3, row: s3.put_bucket_logging(**_bucket(row), BucketLoggingStatus={}),
    "PutBucketOwnershipControls": lambda s3, row: s3.delete_bucket_ownership_controls(**_bucket(row)),
}

_DYNAMODB: Final[dict[str, Call]] = {
    "GetItem": lambda dynamodb, row: dynamodb.get_item(**_item(row)),
    "BatchGetItem": lambda dynamodb, row: dynamodb.batch_get_item(RequestItems={_table(row): {"Keys": [key_of(row)]}}),
    "Query": _query,
    "PutItem": lambda dynamodb, row: dynamodb.put_item(TableName=_table(row), Item=key_of(row)),
    "UpdateItem": lambda dynamodb, row: dynamodb.update_item(**_item(row)),
    "ConditionCheckItem": _check,
    "DeleteItem": lambda dynamodb, row: dynamodb.delete_item(**_item(row)),
    "BatchWriteItem": _batch_write,
    "PartiQLSelect": _statement('SELECT * FROM "{table}" WHERE {first} = ? AND {second} = ?'),
    "PartiQLInsert": _statement("INSERT INTO \"{table}\" VALUE {{'{first}': ?, '{second}': ?}}"),
    "PartiQLUpdate": _statement('UPDATE "{table}" REMOVE a WHERE {first} = ? AND {second} = ?'),
    "PartiQLDelete": _statement('DELETE FROM "{table}" WHERE {first} = ? AND {second} = ?'),
    "Scan": lambda dynamodb, row: dynamodb.scan(TableName=_table(row)),
    "DescribeTable": lambda dynamodb, row: dynamodb.describe_table(TableName=_table(row)),
    "UpdateTable": lambda dynamodb, row: dynamodb.update_table(TableName=_table(row), DeletionProtectionEnabled=False),
    "DeleteTable": lambda dynamodb, row: dynamodb.delete_table(TableName=_table(row)),
    "DescribeTimeToLive": lambda dynamodb, row: dynamodb.describe_time_to_live(TableName=_table(row)),
    "UpdateTimeToLive": lambda dynamodb, row: dynamodb.update_time_to_live(
        TableName=_table(row), TimeToLiveSpecification={"Enabled": True, "AttributeName": "a"}
    ),
    "UpdateContinuousBackups": lambda dynamodb, row: dynamodb.update_continuous_backups(
        TableName=_table(row), PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    ),
    "CreateBackup": lambda dynamodb, row: dynamodb.create_backup(TableName=_table(row), BackupName="backup"),
}

_IAM: Final[dict[str, Call]] = {
    "PutRolePolicy": lambda iam, row: iam.put_role_policy(**_role_name(row), PolicyName="more", PolicyDocument="{}"),
    "AttachRolePolicy": lambda iam, row: iam.attach_role_policy(
        **_role_name(row), PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    ),
    "UpdateAssumeRolePolicy": lambda iam, row: iam.update_assume_role_policy(**_role_name(row), PolicyDocument="{}"),
    "DeleteRolePermissionsBoundary": lambda iam, row: iam.delete_role_permissions_boundary(**_role_name(row)),
    "CreateAccessKey": lambda iam, row: iam.create_access_key(UserName=row.on.rpartition("/")[2]),
}

_CALLS: Final[dict[str, dict[str, Call]]] = {
    "s3": _S3,
    "dynamodb": _DYNAMODB,
    "iam": _IAM,
    "sts": {"AssumeRole": _assume},
}
