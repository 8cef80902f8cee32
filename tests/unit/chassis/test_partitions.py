from __future__ import annotations

import pytest
from momento_chassis.aws.partitions import partition_of, through


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov", "aws-iso-b"])
def test_an_arn_tells_its_partition(partition: str) -> None:
    assert partition_of(f"arn:{partition}:iam::000000000000:role/momento-ingest-tenant") == partition


@pytest.mark.parametrize(
    "text", ["", "role/momento", "arn:", "arn:other:iam::0:role/x", "arn:aws", "ARN:aws:iam::0:role/x"]
)
def test_a_text_that_is_no_arn_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"An ARN begins with arn:"):
        partition_of(text)


def test_the_names_that_kms_sees_end_differently_in_china() -> None:
    assert through(("s3", "dynamodb"), "aws") == ["s3.*.amazonaws.com", "dynamodb.*.amazonaws.com"]
    assert through(("s3",), "aws-cn") == ["s3.*.amazonaws.com", "s3.*.amazonaws.com.cn"]
