"""TransactWriteItems, tried again while DynamoDB is busy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.aws_errors import BUSY_CODES, aws_errors, unavailable
from momento_catalog.application.ports.media_store import RecordChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from momento_catalog.adapters.outbound.dynamodb.backoff import Backoff
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId


class ConditionsFailed(RecordChanged):
    """Conditions that do not hold, by the positions of their writes."""

    def __init__(self, positions: frozenset[int]) -> None:
        super().__init__()
        self.positions = positions


_CONDITION_FAILED: Final = "ConditionalCheckFailed"
_UNTOUCHED: Final = "None"


def write_all(tenants: Tenants, user_id: UserId, items: Sequence[TransactWriteItemTypeDef], backoff: Backoff) -> None:
    """Writes `items`, all or nothing.

    Two uploads of one user move the same counts, so their transactions can meet; DynamoDB then cancels one, which is
    tried again. Within a try botocore repeats what was lost on the way, with one idempotency token for all repetitions.

    Raises:
        ConditionsFailed: conditions do not hold, and nothing was written.
        StoreUnavailable: DynamoDB stayed busy or did not answer.
    """
    busy: ClientError | None = None
    for _ in backoff:
        busy = _try(tenants, user_id, items)
        if busy is None:
            return
    raise unavailable(busy or TimeoutError("no time was left for a try"))


def _try(tenants: Tenants, user_id: UserId, items: Sequence[TransactWriteItemTypeDef]) -> ClientError | None:
    """None when the transaction was applied, or the error when another try makes sense."""
    with aws_errors():
        client = tenants.dynamodb(str(user_id))
        try:
            client.transact_write_items(TransactItems=items)
        except client.exceptions.TransactionCanceledException as error:
            reasons = _reasons(error)
            failed = frozenset(position for position, reason in enumerate(reasons) if reason == _CONDITION_FAILED)
            if failed:
                raise ConditionsFailed(failed) from error
            if not frozenset(reasons) - {_UNTOUCHED} <= BUSY_CODES:
                raise
            return error
        return None


def _reasons(error: ClientError) -> list[str]:
    return [reason.get("Code", _UNTOUCHED) for reason in error.response.get("CancellationReasons", [])]
