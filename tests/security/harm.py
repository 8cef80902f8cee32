"""What somebody would try who holds AWS credentials of a pod: one line for each try, with the arguments of boto3.

Whatever a pod may rightly do stands in `RIGHTFUL` and is not tried here; what the embedded AWS cannot decide stands in
`UNDECIDED`, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}]}'
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}]}'


_ITEMS = ("get_item", "put_item", "update_item", "query", "batch_get_item", "transact_get_items")
RIGHTFUL = {
    ("catalog", "tenant"): frozenset(
        {
            *("s3 get_object own", "s3 head_object own", "s3 put_object_tagging own purge"),
            "s3 put_object_tagging own no tag",
            *(f"dynamodb {name} own" for name in _ITEMS),
        }
    )
}
"""By service and kind of credentials: it is their work."""
UNDECIDED = {
    ("catalog", "tenant"): frozenset(
        {"s3 put_object_tagging own pending", *(f"dynamodb {name} foreign" for name in _ITEMS)}
    )
}
"""Refused on AWS by `dynamodb:LeadingKeys` and `s3:RequestObjectTagKeys`, which the embedded AWS does not fill here."""


@dataclass(frozen=True)
class Try:
    """One call of one AWS service, and whose things it is after: `own`, `foreign`, or the `account`'s."""

    service: str
    operation: str
    target: str
    arguments: Mapping[str, Any]
    note: str = ""

    def __str__(self) -> str:
        return " ".join(word for word in (self.service, self.operation, self.target, self.note) if word)


@dataclass(frozen=True)
class Scene:
    """Names of what there is to be harmed.

    Attributes:
        own: key of an object of the user whom the credentials are for; `foreign` of another user's.
        version: of that other object.
        other_role: ARN of the tenant role of the other service.
    """

    bucket: str
    log_bucket: str
    tables: Mapping[str, str]
    user: str
    victim: str
    own: str
    foreign: str
    version: str
    role: str
    other_role: str


def harm(scene: Scene) -> list[Try]:
    """Every try."""
    return [
        *_reading_objects(scene),
        *_writing_objects(scene),
        *_deleting_objects(scene),
        *_bending_the_bucket(scene),
        *_records(scene, "own", scene.user),
        *_records(scene, "foreign", scene.victim),
        *_tables(scene),
        *_identities(scene),
        *_account(),
    ]


def _reading_objects(scene: Scene) -> list[Try]:
    bucket = {"Bucket": scene.bucket}
    objects = {"own": {**bucket, "Key": scene.own}, "foreign": {**bucket, "Key": scene.foreign}}
    operations = ("get_object", "head_object", "get_object_tagging", "get_object_acl", "get_object_attributes")
    more = {"get_object_attributes": {"ObjectAttributes": ["ETag"]}}
    return [
        Try("s3", operation, target, {**where, **more.get(operation, {})})
        for operation in operations
        for target, where in objects.items()
    ] + [
        Try("s3", "get_object", "foreign", {**objects["foreign"], "VersionId": scene.version}, "version"),
        Try("s3", "list_objects_v2", "account", bucket),
        Try("s3", "list_objects_v2", "own", {**bucket, "Prefix": f"user-{scene.user}/"}),
        Try("s3", "list_objects_v2", "foreign", {**bucket, "Prefix": f"user-{scene.victim}/"}),
        Try("s3", "list_object_versions", "account", bucket),
        Try("s3", "list_multipart_uploads", "account", bucket),
        Try("s3", "list_buckets", "account", {}),
        Try("s3", "list_objects_v2", "account", {"Bucket": scene.log_bucket}, "log"),
    ]


def _writing_objects(scene: Scene) -> list[Try]:
    def put(key: str, target: str, bucket: str = scene.bucket, **more: Any) -> Try:
        return Try("s3", "put_object", target, {"Bucket": bucket, "Key": key, "Body": b"x", **more}, f"{bucket}/{key}")

    victim, own = f"user-{scene.victim}", {"Bucket": scene.bucket, "Key": scene.own}
    foreign = {"Bucket": scene.bucket, "Key": scene.foreign}
    purge, pend = (
        {"Tagging": {"TagSet": [{"Key": f"momento:{tag}", "Value": "true"}]}} for tag in ("purge", "pending")
    )
    return [
        *(put(f"{victim}/{folder}/x", "foreign") for folder in ("photos", "videos", "previews", "records")),
        put(scene.foreign, "foreign"),
        put(f"user-{scene.user}x/photos/x", "foreign"),
        put(f"user-{scene.user[:-1]}/photos/x", "foreign"),
        put(f"user-{scene.user}/../{victim}/photos/x", "foreign"),
        put(f"user-{scene.user}/elsewhere/x", "own"),
        put("x", "account"),
        put("user-/photos/x", "account"),
        put("x", "account", scene.log_bucket),
        Try("s3", "copy_object", "foreign", {**foreign, "CopySource": own}, "own over foreign"),
        Try("s3", "copy_object", "own", {**own, "CopySource": foreign}, "foreign over own"),
        Try("s3", "create_multipart_upload", "foreign", foreign),
        Try("s3", "put_object_tagging", "own", {**own, **purge}, "purge"),
        Try("s3", "put_object_tagging", "own", {**own, **pend}, "pending"),
        Try("s3", "put_object_tagging", "own", {**own, "Tagging": {"TagSet": []}}, "no tag"),
        Try("s3", "put_object_tagging", "foreign", {**foreign, **purge}, "purge"),
        Try("s3", "put_object_tagging", "foreign", {**foreign, **pend}, "pending"),
        Try("s3", "put_object_acl", "own", {**own, "ACL": "public-read"}),
        Try("s3", "put_object_acl", "foreign", {**foreign, "ACL": "public-read"}),
        Try("s3", "put_object_retention", "foreign", {**foreign, "Retention": {"Mode": "COMPLIANCE"}}),
    ]


def _deleting_objects(scene: Scene) -> list[Try]:
    bucket = {"Bucket": scene.bucket}
    own, foreign = {**bucket, "Key": scene.own}, {**bucket, "Key": scene.foreign}
    return [
        Try("s3", "delete_object", "own", own),
        Try("s3", "delete_object", "foreign", foreign),
        Try("s3", "delete_object", "foreign", {**foreign, "VersionId": scene.version}, "version"),
        Try("s3", "delete_object_tagging", "own", own),
        Try("s3", "delete_object_tagging", "foreign", foreign),
    ]


def _bending_the_bucket(scene: Scene) -> list[Try]:
    calls: dict[str, dict[str, Any]] = {
        "get_bucket_policy": {},
        "put_bucket_policy": {"Policy": POLICY},
        "delete_bucket_policy": {},
        "put_bucket_acl": {"ACL": "public-read"},
        "put_public_access_block": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": False}},
        "delete_public_access_block": {},
        "put_bucket_versioning": {"VersioningConfiguration": {"Status": "Suspended"}},
        "put_bucket_lifecycle_configuration": {
            "LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "Prefix": "", "Expiration": {"Days": 1}}]}
        },
        "delete_bucket_lifecycle": {},
        "delete_bucket_encryption": {},
        "put_bucket_logging": {"BucketLoggingStatus": {}},
        "put_bucket_cors": {"CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]}},
        "put_bucket_website": {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "x"}}},
        "put_bucket_notification_configuration": {"NotificationConfiguration": {}},
        "put_bucket_ownership_controls": {"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}},
        "delete_bucket": {},
    }
    tries = [Try("s3", name, "account", {"Bucket": scene.bucket, **more}) for name, more in calls.items()]
    return [*tries, Try("s3", "create_bucket", "account", {"Bucket": "momento-stolen"})]


def _records(scene: Scene, target: str, user: str) -> list[Try]:
    key = {"userId": {"S": user}, "uploadId": {"S": "01jxxxxxxxxxxxxxxxxxxxxxxx"}}
    parameters = [{"S": user}, {"S": "01jxxxxxxxxxxxxxxxxxxxxxxx"}]
    media = scene.tables["media"]
    table = {"TableName": media}
    calls: dict[str, dict[str, Any]] = {
        "get_item": {**table, "Key": key},
        "put_item": {**table, "Item": key},
        "update_item": {**table, "Key": key},
        "delete_item": {**table, "Key": key},
        "query": {
            **table,
            "KeyConditionExpression": "userId = :user",
            "ExpressionAttributeValues": {":user": {"S": user}},
        },
        "batch_get_item": {"RequestItems": {media: {"Keys": [key]}}},
        "batch_write_item": {"RequestItems": {media: [{"DeleteRequest": {"Key": key}}]}},
        "transact_get_items": {"TransactItems": [{"Get": {**table, "Key": key}}]},
        "transact_write_items": {"TransactItems": [{"Delete": {**table, "Key": key}}]},
        "execute_statement": {
            "Statement": f'DELETE FROM "{media}" WHERE userId = ? AND uploadId = ?',  # noqa: S608  # a name from our own template
            "Parameters": parameters,
        },
    }
    return [Try("dynamodb", name, target, arguments) for name, arguments in calls.items()]


def _tables(scene: Scene) -> list[Try]:
    named = [{"TableName": name} for name in scene.tables.values()]
    media = named[0]
    return [
        *(Try("dynamodb", "scan", "account", table, table["TableName"]) for table in named),
        *(Try("dynamodb", "delete_table", "account", table, table["TableName"]) for table in named),
        Try("dynamodb", "list_tables", "account", {}),
        Try("dynamodb", "describe_table", "account", media),
        Try("dynamodb", "update_table", "account", {**media, "DeletionProtectionEnabled": False}),
        Try(
            "dynamodb",
            "update_time_to_live",
            "account",
            {**media, "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "bytes"}},
        ),
        Try("dynamodb", "create_backup", "account", {**media, "BackupName": "stolen"}),
        Try(
            "dynamodb",
            "update_continuous_backups",
            "account",
            {**media, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}},
        ),
    ]


def _identities(scene: Scene) -> list[Try]:
    role, tag = scene.role.rpartition("/")[2], [{"Key": "userId", "Value": scene.user}]
    document = {"PolicyName": "all", "PolicyDocument": POLICY}
    calls: dict[str, dict[str, Any]] = {
        "list_users": {},
        "list_roles": {},
        "create_user": {"UserName": "intruder"},
        "create_access_key": {"UserName": "momento-ingest-runtime"},
        "put_user_policy": {"UserName": "momento-ingest-runtime", **document},
        "delete_user_permissions_boundary": {"UserName": "momento-ingest-runtime"},
        "create_role": {"RoleName": "intruder", "AssumeRolePolicyDocument": TRUST},
        "get_role": {"RoleName": role},
        "put_role_policy": {"RoleName": role, **document},
        "update_assume_role_policy": {"RoleName": role, "PolicyDocument": TRUST},
        "delete_role_permissions_boundary": {"RoleName": role},
        "delete_role": {"RoleName": role},
        "create_policy": document,
    }
    other = {"RoleArn": scene.other_role, "RoleSessionName": "intruder"}
    return [Try("iam", name, "account", arguments) for name, arguments in calls.items()] + [
        Try("sts", "assume_role", "account", other, "of the other service, without a tag"),
        Try("sts", "assume_role", "account", {**other, "Tags": tag}, "of the other service"),
        Try("sts", "assume_role", "own", {"RoleArn": scene.role, "RoleSessionName": "intruder"}, "without a user"),
        Try("sts", "get_federation_token", "account", {"Name": "intruder", "Policy": POLICY}),
    ]


def _account() -> list[Try]:
    stack = {"StackName": "momento-access"}
    return [
        Try("cloudformation", "describe_stacks", "account", {}),
        Try("cloudformation", "update_stack", "account", {**stack, "TemplateBody": "{}"}),
        Try("cloudformation", "delete_stack", "account", stack),
        Try("secretsmanager", "list_secrets", "account", {}),
        Try("ssm", "describe_parameters", "account", {}),
        Try("kms", "list_keys", "account", {}),
        Try("lambda", "list_functions", "account", {}),
        Try("ec2", "describe_instances", "account", {}),
        Try("logs", "describe_log_groups", "account", {}),
        Try("cloudtrail", "describe_trails", "account", {}),
    ]
