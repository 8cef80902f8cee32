"""Signing in by the organisation's provider: `/api/v1/session/oidc`, and what belongs to it.

Two of these routes are followed by browsers, not called by scripts: they answer with a redirect, also when something is
wrong, since a person would not know what to do with a problem document. The secret of a journey lies in a cookie that
no script sees and only this host can set; `Lax` lets it come back with the provider's redirect, and with no request
that another site makes in the background.
"""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlencode

from litestar import MediaType, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT, HTTP_303_SEE_OTHER
from momento_chassis.identity import ACCOUNT_MANAGE

from momento_ingest.adapters.inbound.http.accounts.account_schemas import (
    OwnPasswordRequest,
    ProviderAddressReply,
    SignInMethodsReply,
)
from momento_ingest.adapters.inbound.http.accounts.session import seconds_until, session_cookies
from momento_ingest.adapters.inbound.http.authentication import AnyRequest
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.adapters.inbound.http.preview_cookie import CLEAR_CACHE
from momento_ingest.application.ports.provider_sign_in import Journey, ProviderAnswer
from momento_ingest.domain.errors import IngestError

COOKIE: Final = "__Host-momento-oidc"
LIBRARY: Final = "/"
ACCOUNT: Final = "/account"
SIGN_IN: Final = "/sign-in"
_REDIRECTS: Final = {303: answer(None, "Go on there; with `problem` the page says what is wrong")}

_Text = Annotated[str, QueryParameter()]
_State = Annotated[str, QueryParameter(name="state")]
"""The framework keeps the name `state` for itself."""


@get("/session/ways", summary="How to sign in", tags=["account"])
async def sign_in_ways(edge: InjectedContext) -> SignInMethodsReply:
    """What the page offers to somebody who is not signed in: registration, and the provider if there is one."""
    ways = await edge.provider_sign_in.ways()
    return SignInMethodsReply(ways.registration, ways.provider_name or None)


@get(
    "/session/oidc",
    status_code=HTTP_303_SEE_OTHER,
    summary="Sign in by the provider",
    tags=["account"],
    responses=_REDIRECTS,
)
async def go_to_provider(edge: InjectedContext, client: TheClient) -> Response[str]:
    """For browsers: leads to the organisation's provider, and from there to the callback."""
    try:
        journey = await edge.provider_sign_in.start(client)
    except IngestError as error:
        return _to_problem(error)
    return _to(journey.address, _kept(journey))


@get(
    "/session/oidc/callback",
    status_code=HTTP_303_SEE_OTHER,
    summary="Come back from the provider",
    tags=["account"],
    responses=_REDIRECTS,
)
async def come_back(
    request: AnyRequest,
    edge: InjectedContext,
    client: TheClient,
    returned: _State = "",
    code: _Text = "",
    iss: _Text = "",
    error: _Text = "",
) -> Response[str]:
    """For browsers: starts a session, or links the account, and leads to the page."""
    brought = ProviderAnswer(
        state=returned, code=code, issuer=iss, error=error, browser_secret=request.cookies.get(COOKIE, "")
    )
    try:
        session = await edge.provider_sign_in.finish(brought, client)
    except IngestError as refusal:
        return _to_problem(refusal, _forgotten())
    if session is None:
        return _to(ACCOUNT, _forgotten())
    return _to(LIBRARY, _forgotten(), *session_cookies(session), headers=CLEAR_CACHE)


@post(
    "/account/provider",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_200_OK,
    summary="Connect the account to the provider",
    tags=["account"],
    responses=problems(409, 429),
)
async def link_provider(
    data: JSONBody[OwnPasswordRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> Response[ProviderAddressReply]:
    """Where to send the browser, for anyone who knows the password; coming back from there connects the account."""
    journey = await edge.provider_sign_in.start_link(caller.token, data.password, client)
    return Response(ProviderAddressReply(journey.address), status_code=HTTP_200_OK, cookies=[_kept(journey)])


@post(
    "/account/provider/unlink",
    security=needs(ACCOUNT_MANAGE),
    status_code=HTTP_204_NO_CONTENT,
    summary="Disconnect the account from the provider",
    tags=["account"],
    responses=problems(404, 409, 429),
)
async def unlink_provider(
    data: JSONBody[OwnPasswordRequest], edge: InjectedContext, caller: TheCaller, client: TheClient
) -> None:
    """Leaves the password as the only way in, for anyone who knows it."""
    await edge.provider_sign_in.unlink(caller.token, data.password, client)


def _to_problem(error: IngestError, *cookies: Cookie) -> Response[str]:
    return _to(f"{SIGN_IN}?{urlencode({'problem': error.reason})}", *cookies)


def _to(address: str, *cookies: Cookie, headers: dict[str, str] | None = None) -> Response[str]:
    return Response(
        "",
        status_code=HTTP_303_SEE_OTHER,
        media_type=MediaType.TEXT,
        headers={"Location": address, **(headers or {})},
        cookies=list(cookies),
    )


def _kept(journey: Journey) -> Cookie:
    return _cookie(journey.browser_secret, seconds_until(journey.expires_at))


def _forgotten() -> Cookie:
    return _cookie("", 0)


def _cookie(value: str, max_age: int) -> Cookie:
    return Cookie(COOKIE, value=value, max_age=max_age, path="/", httponly=True, secure=True, samesite="lax")
