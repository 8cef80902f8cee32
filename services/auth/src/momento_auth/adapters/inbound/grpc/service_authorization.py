"""Which service may make which call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento.auth.v1 import administration_pb2, auth_pb2, factors_pb2

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICE: Final = auth_pb2.DESCRIPTOR.services_by_name["AuthService"]
SERVICE_NAME: Final = _SERVICE.full_name
_FACTORS: Final = factors_pb2.DESCRIPTOR.services_by_name["FactorService"]
FACTOR_SERVICE_NAME: Final = _FACTORS.full_name
_ADMINISTRATION: Final = administration_pb2.DESCRIPTOR.services_by_name["AdministrationService"]
ADMINISTRATION_NAME: Final = _ADMINISTRATION.full_name
SERVICE_NAMES: Final = [SERVICE_NAME, FACTOR_SERVICE_NAME, ADMINISTRATION_NAME]

_INGEST: Final = frozenset({"ingest"})
_ANY_THAT_CHECKS_TOKENS: Final = frozenset({"ingest", "catalog"})

CALLERS: Final[Mapping[str, frozenset[str]]] = {
    f"/{SERVICE_NAME}/RegisterAccount": _INGEST,
    f"/{SERVICE_NAME}/SignIn": _INGEST,
    f"/{SERVICE_NAME}/RenewSession": _INGEST,
    f"/{SERVICE_NAME}/SignOut": _INGEST,
    f"/{SERVICE_NAME}/VerifyToken": _INGEST,
    f"/{SERVICE_NAME}/GrantUpload": _INGEST,
    f"/{SERVICE_NAME}/CheckUploadGrant": _INGEST,
    f"/{SERVICE_NAME}/ListActivity": _INGEST,
    f"/{SERVICE_NAME}/ListSessions": _INGEST,
    f"/{SERVICE_NAME}/EndSession": _INGEST,
    f"/{SERVICE_NAME}/EndOtherSessions": _INGEST,
    f"/{SERVICE_NAME}/ChangePassword": _INGEST,
    f"/{SERVICE_NAME}/AskForPasswordReset": _INGEST,
    f"/{SERVICE_NAME}/ResetPassword": _INGEST,
    f"/{SERVICE_NAME}/CreateApiKey": _INGEST,
    f"/{SERVICE_NAME}/ListApiKeys": _INGEST,
    f"/{SERVICE_NAME}/RevokeApiKey": _INGEST,
    f"/{SERVICE_NAME}/ExchangeApiKey": _INGEST,
    f"/{SERVICE_NAME}/ListSignInWays": _INGEST,
    f"/{SERVICE_NAME}/ListOwnSignInWays": _INGEST,
    f"/{SERVICE_NAME}/StartProviderSignIn": _INGEST,
    f"/{SERVICE_NAME}/StartProviderLink": _INGEST,
    f"/{SERVICE_NAME}/FinishProviderSignIn": _INGEST,
    f"/{SERVICE_NAME}/UnlinkProvider": _INGEST,
    f"/{SERVICE_NAME}/CloseAccount": _INGEST,
    f"/{SERVICE_NAME}/ListClosedLibraries": _INGEST,
    f"/{SERVICE_NAME}/EraseAccount": _INGEST,
    f"/{SERVICE_NAME}/GrantExport": _INGEST,
    f"/{SERVICE_NAME}/ExchangeExportGrant": _INGEST,
    f"/{SERVICE_NAME}/ListEndedSessions": _ANY_THAT_CHECKS_TOKENS,
    f"/{SERVICE_NAME}/ListVerificationKeys": _ANY_THAT_CHECKS_TOKENS,
    f"/{FACTOR_SERVICE_NAME}/FinishSignIn": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/StartPasskeySignIn": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/FinishPasskeySignIn": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/ProveSession": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/FinishProof": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/ListFactors": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/StartTotp": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/ConfirmTotp": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/RemoveTotp": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/StartPasskey": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/AddPasskey": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/RenamePasskey": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/RemovePasskey": _INGEST,
    f"/{FACTOR_SERVICE_NAME}/RenewRecoveryCodes": _INGEST,
    f"/{ADMINISTRATION_NAME}/ListAccounts": _INGEST,
    f"/{ADMINISTRATION_NAME}/ChangeAccount": _INGEST,
    f"/{ADMINISTRATION_NAME}/ResetAccount": _INGEST,
    f"/{ADMINISTRATION_NAME}/ListInvitations": _INGEST,
    f"/{ADMINISTRATION_NAME}/CreateInvitation": _INGEST,
    f"/{ADMINISTRATION_NAME}/RevokeInvitation": _INGEST,
}
"""A call that is not here may be made by nobody."""
