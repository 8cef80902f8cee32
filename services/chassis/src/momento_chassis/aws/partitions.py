"""Partitions of AWS: groups of regions with names of their own, such as China and GovCloud (US).

Every ARN names its partition, and a policy that names another one allows nothing.
"""

from __future__ import annotations

import re
from typing import Final

CHINA: Final = "aws-cn"
_ARN: Final = re.compile(r"arn:(aws[a-z-]*):")


def partition_of(arn: str) -> str:
    """The partition that `arn` is of, for example `aws-us-gov`; raises ValueError for a text that is no ARN."""
    found = _ARN.match(arn)
    if found is None:
        raise ValueError(f"An ARN begins with arn: and its partition, and not as {arn!r} does.")
    return found[1]


def through(services: tuple[str, ...], partition: str) -> list[str]:
    """What `kms:ViaService` says, as patterns, of a request that comes by way of one of `services` in any region.

    It is the service's host name, which ends differently in China; there the shorter one is taken as well.
    """
    ends = (".amazonaws.com", ".amazonaws.com.cn") if partition == CHINA else (".amazonaws.com",)
    return [f"{service}.*{end}" for service in services for end in ends]
