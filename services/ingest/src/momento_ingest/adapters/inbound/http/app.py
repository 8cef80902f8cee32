"""The HTTP application: every route, and what holds for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from momento_ingest.adapters.inbound.http.accounts import account, activity, api_keys, password_reset, session, step_up
from momento_ingest.adapters.inbound.http.accounts import mfa as factors
from momento_ingest.adapters.inbound.http.accounts import registration as accounts
from momento_ingest.adapters.inbound.http.accounts import sso as provider
from momento_ingest.adapters.inbound.http.administration import routes as administration
from momento_ingest.adapters.inbound.http.app_context_middleware import AppContextMiddleware, provide_edge
from momento_ingest.adapters.inbound.http.archives import routes as archives
from momento_ingest.adapters.inbound.http.authentication import authenticate, provide_caller, provide_client
from momento_ingest.adapters.inbound.http.connections.cookie_header import JoinedCookies
from momento_ingest.adapters.inbound.http.connections.drain_body import DrainBody
from momento_ingest.adapters.inbound.http.connections.head_requests import HeadRequests
from momento_ingest.adapters.inbound.http.connections.headers import SecurityHeaders
from momento_ingest.adapters.inbound.http.connections.measured_requests import MeasuredRequests
from momento_ingest.adapters.inbound.http.connections.methods import options_routes
from momento_ingest.adapters.inbound.http.connections.minimum_upload_rate import MinimumUploadRate
from momento_ingest.adapters.inbound.http.connections.well_formed import WellFormedRequests
from momento_ingest.adapters.inbound.http.dependencies import BEARER_SCHEME, COOKIE_SCHEME
from momento_ingest.adapters.inbound.http.documentation import documented
from momento_ingest.adapters.inbound.http.library import albums, browse, links, media, previews
from momento_ingest.adapters.inbound.http.pages import page_routes
from momento_ingest.adapters.inbound.http.preview_cookie import PREVIEW_COOKIE
from momento_ingest.adapters.inbound.http.problems import EXCEPTION_HANDLERS
from momento_ingest.adapters.inbound.http.uploads import one_request as media_upload
from momento_ingest.adapters.inbound.http.uploads import status as uploads
from momento_ingest.adapters.inbound.http.uploads import tus
from momento_ingest.adapters.inbound.http.uploads.tus_protocol import TusProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from litestar.types import ASGIApp

    from momento_ingest.adapters.inbound.http.app_context import Edge

API: Final = "/api/v1"
MAXIMUM_JSON_BYTES: Final = 64 * 1024
_ROUTES: Final = [
    account.change_password,
    account.close_account,
    account.end_other_sessions,
    account.end_session,
    account.list_sessions,
    account.show_account,
    account.show_own_methods,
    account.show_usage,
    accounts.register,
    activity.list_activity,
    administration.change_account,
    administration.invite,
    administration.list_accounts,
    administration.list_invitations,
    administration.reset_account,
    administration.revoke_invitation,
    albums.arrange_album,
    albums.change_album,
    albums.change_many,
    albums.create_album,
    albums.get_album,
    albums.list_album_media,
    albums.list_albums,
    api_keys.create_api_key,
    api_keys.list_api_keys,
    api_keys.revoke_api_key,
    archives.export,
    archives.export_headers,
    archives.archive_headers,
    archives.fetch_archive,
    archives.order_archive,
    archives.order_export,
    browse.facet_values,
    browse.limits,
    browse.status,
    browse.timeline,
    factors.add_passkey,
    factors.confirm_totp,
    factors.list_factors,
    factors.remove_passkey,
    factors.remove_totp,
    factors.rename_passkey,
    factors.renew_recovery_codes,
    factors.start_passkey,
    factors.start_totp,
    links.follow_link,
    media.change_media,
    media.get_media,
    media.link_media,
    media.list_media,
    media.purge_media,
    media_upload.upload_media,
    previews.show_preview,
    provider.come_back,
    provider.go_to_provider,
    provider.link_provider,
    provider.sign_in_ways,
    provider.unlink_provider,
    password_reset.ask_for_reset,
    password_reset.reset_password,
    session.renew,
    session.show,
    session.sign_in,
    session.sign_out,
    step_up.answer_second_factor,
    step_up.answer_step_up,
    step_up.challenge_passkey,
    step_up.sign_in_with_passkey,
    step_up.step_up,
    tus.append_to_upload,
    tus.create_upload,
    tus.offset_of_upload,
    tus.terminate_upload,
    uploads.check_media,
    uploads.follow_upload,
    uploads.show_upload,
    uploads.unfinished_uploads,
]


def create_app(edge: Edge, lifespan: Sequence[Callable[[Litestar], AbstractAsyncContextManager[None]]] = ()) -> ASGIApp:
    """The application over `edge`; each of `lifespan` is entered before the first request and left after the last."""
    return served(create_routes(edge.web_folder, lifespan), edge)


def create_routes(
    web_folder: Path | None, lifespan: Sequence[Callable[[Litestar], AbstractAsyncContextManager[None]]] = ()
) -> Litestar:
    """Every route of the API, and the page's where there is one; for any edge."""
    pages = page_routes(web_folder) if web_folder else []
    routes = [*options_routes(_ROUTES), *(documented(route) for route in _ROUTES)]
    return Litestar(
        [Router(API, route_handlers=routes), *pages],
        dependencies={
            "edge": Provide(provide_edge, sync_to_thread=False),
            "caller": Provide(provide_caller, sync_to_thread=False),
            "client": Provide(provide_client, sync_to_thread=False),
        },
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=MAXIMUM_JSON_BYTES,
        guards=[authenticate],
        openapi_config=_openapi(),
        logging_config=None,
        lifespan=list(lifespan),
    )


def served(routes: Litestar, edge: Edge) -> ASGIApp:
    """The routes with what holds for all of them, answered by `edge`."""
    handed = AppContextMiddleware(routes, edge)
    answered = HeadRequests(TusProtocol(handed, tus.UPLOADS_PATH, edge.policy.largest))
    spoken = SecurityHeaders(WellFormedRequests(JoinedCookies(answered)), edge.media_origin)
    return DrainBody(MeasuredRequests(MinimumUploadRate(spoken, edge.patience)))


def _openapi() -> OpenAPIConfig:
    scheme = SecurityScheme(
        type="http",
        scheme="bearer",
        description="An access token of a session, or an API key; each operation names the scope that it needs.",
    )
    cookie = SecurityScheme(
        type="apiKey",
        security_scheme_in="cookie",
        name=PREVIEW_COOKIE,
        description="Set with a session, for the images of our own page; it opens previews and nothing else.",
    )
    return OpenAPIConfig(
        title="Momento",
        version="1",
        path=f"{API}/openapi",
        components=Components(security_schemes={BEARER_SCHEME: scheme, COOKIE_SCHEME: cookie}),
        render_plugins=[JsonRenderPlugin()],
        use_handler_docstrings=True,
    )
