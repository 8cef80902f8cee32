"""Turns what AWS and botocore raise into the errors that the ports promise."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from momento_catalog.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_CODES: Final = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflict",
        "TransactionInProgressException",
    }
)
"""AWS is there but cannot do it now (DynamoDB API reference, "Error handling" and `CancellationReason`).

STS says `Throttling` (its "Common Errors"), so the role of a user may be what is out of reach for a moment.
"""

_REFUSED_CODES: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "RequestExpired",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
)
"""AWS does not let us, which an operator has to mend; the user's request itself was fine."""

_logger = logging.getLogger(__name__)


@contextmanager
def aws_errors() -> Iterator[None]:
    """Raises StoreUnavailable for what time or an operator can mend; other errors are faults of ours and go through."""
    try:
        yield
    except ClientError as error:
        if code(error) not in BUSY_CODES | _REFUSED_CODES:
            raise
        raise unavailable(error) from error
    except BotoCoreError as error:
        raise unavailable(error) from error


def code(error: ClientError) -> str:
    """The code of an error that AWS answered."""
    return error.response.get("Error", {}).get("Code", "")


def unavailable(error: Exception) -> StoreUnavailable:
    """The error for the caller; the operator finds the cause in the log."""
    _logger.warning("store unavailable", exc_info=error)
    return StoreUnavailable("The catalog cannot reach its store just now; try again in a moment.")
