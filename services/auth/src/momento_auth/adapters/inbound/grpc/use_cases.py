"""What auth can be asked to do, as the servicers hold it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_auth.application.accounts.change_password import ChangePassword
    from momento_auth.application.accounts.delete_account import CloseAccount, EraseAccount, ListClosedLibraries
    from momento_auth.application.accounts.register import RegisterAccount
    from momento_auth.application.accounts.reset_password import AskForReset, ResetPassword
    from momento_auth.application.accounts.sign_in_methods import ListOwnSignInWays, ListSignInWays, UnlinkProvider
    from momento_auth.application.api_keys.exchange import ExchangeApiKey
    from momento_auth.application.api_keys.manage import CreateApiKey, ListApiKeys, RevokeApiKey
    from momento_auth.application.audit.list_activity import ListActivity
    from momento_auth.application.grants.check_upload_grant import CheckUploadGrant
    from momento_auth.application.grants.exchange_export_grant import ExchangeExportGrant
    from momento_auth.application.grants.grant_export import GrantExport
    from momento_auth.application.grants.grant_upload import GrantUpload
    from momento_auth.application.ports.token_signer import TokenSigner
    from momento_auth.application.sessions.list_revoked import ListEndedSessions
    from momento_auth.application.sessions.list_sessions import ListSessions
    from momento_auth.application.sessions.renew import RenewSession
    from momento_auth.application.sessions.revoke import EndOtherSessions, EndSession
    from momento_auth.application.sessions.sign_out import SignOut
    from momento_auth.application.sessions.verify_token import VerifyToken
    from momento_auth.application.sign_in.password import SignIn
    from momento_auth.application.sso.complete import FinishProviderSignIn
    from momento_auth.application.sso.start import StartProviderLink, StartProviderSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """Everything that auth can be asked to do."""

    register_account: RegisterAccount
    sign_in: SignIn
    renew_session: RenewSession
    sign_out: SignOut
    verify_token: VerifyToken
    grant_upload: GrantUpload
    check_upload_grant: CheckUploadGrant
    signer: TokenSigner
    list_activity: ListActivity
    list_sessions: ListSessions
    end_session: EndSession
    end_other_sessions: EndOtherSessions
    list_ended_sessions: ListEndedSessions
    change_password: ChangePassword
    create_api_key: CreateApiKey
    list_api_keys: ListApiKeys
    revoke_api_key: RevokeApiKey
    exchange_api_key: ExchangeApiKey
    list_sign_in_ways: ListSignInWays
    list_own_sign_in_ways: ListOwnSignInWays
    start_provider_sign_in: StartProviderSignIn
    start_provider_link: StartProviderLink
    finish_provider_sign_in: FinishProviderSignIn
    unlink_provider: UnlinkProvider
    close_account: CloseAccount
    list_closed_libraries: ListClosedLibraries
    erase_account: EraseAccount
    grant_export: GrantExport
    exchange_export_grant: ExchangeExportGrant
    ask_for_reset: AskForReset
    reset_password: ResetPassword
