"""`/api/v1/session`: signing in, renewing, signing out.

The refresh token lives in a cookie that scripts cannot read, that other sites cannot send, and that no other host, not
even one beside ours, can set (the prefix `__Host-`, RFC 6265bis, section 4.1.3.2). The routes that use it demand a
header of ours besides, which another site's form cannot set (OWASP ASVS V3.5.1).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from litestar import Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from momento_chassis.identity import ACCOUNT_READ

from momento_ingest.adapters.inbound.http.accounts.account_schemas import AccountReply, SessionReply, SignInRequest
from momento_ingest.adapters.inbound.http.accounts.presenters import user_reply
from momento_ingest.adapters.inbound.http.authentication import AnyRequest
from momento_ingest.adapters.inbound.http.connections.content_type import require_json
from momento_ingest.adapters.inbound.http.dependencies import InjectedContext, TheCaller, TheClient, needs
from momento_ingest.adapters.inbound.http.documentation import answer, problems
from momento_ingest.adapters.inbound.http.preview_cookie import CLEAR_CACHE, preview_cookie
from momento_ingest.application.ports.identity import Session
from momento_ingest.domain.errors import Forbidden, SessionOver, Unauthenticated

COOKIE: Final = "__Host-momento-refresh"
FORMER_COOKIE: Final = "__Secure-momento-refresh"
"""What version 0.1 called it: taken until it is renewed, where the present one is missing, and then removed."""
_FORMER_PATH: Final = "/api/v1/session"
GUARD_HEADER: Final = "x-momento-request"


@post(
    "/session",
    guards=[require_json],
    status_code=HTTP_200_OK,
    summary="Sign in",
    tags=["account"],
    responses=problems(401, 409, 429),
)
async def sign_in(data: JSONBody[SignInRequest], edge: InjectedContext, client: TheClient) -> Response[SessionReply]:
    """Starts a session; with `reopen` also in an account that its owner has closed, as long as it can be reopened.

    401 with `SECOND_FACTOR_REQUIRED` asks for the second factor of an account that has one.
    """
    return started(await edge.identity.sign_in(data.email, data.password, client, reopen=data.reopen))


@post(
    "/session/refresh",
    status_code=HTTP_200_OK,
    summary="Renew the session",
    tags=["account"],
    responses=problems(401, 403),
)
async def renew(request: AnyRequest, edge: InjectedContext, client: TheClient) -> Response[SessionReply]:
    """Trades the refresh cookie for a new pair of tokens.

    When the answer was lost, the same program may ask once more with the same cookie, within 30 seconds.
    """
    _guard(request)
    token = next(iter(_refresh_tokens(request)), "")
    if not token:
        raise Unauthenticated("SESSION_ENDED", "There is no session to renew; sign in.")
    try:
        session = await edge.identity.renew(token, client)
    except Unauthenticated as error:
        raise SessionOver(error.reason, str(error)) from error
    return _granted(session, [*session_cookies(session), *_without_former(request)])


@get("/session", security=needs(ACCOUNT_READ), summary="Who am I", tags=["account"])
async def show(caller: TheCaller) -> AccountReply:
    """Whose token came with the request."""
    return AccountReply(user_reply(caller.user))


@delete(
    "/session",
    summary="Sign out",
    tags=["account"],
    responses={204: answer(None, "There is no session"), **problems(401, 403)},
)
async def sign_out(request: AnyRequest, edge: InjectedContext) -> Response[None]:
    """Ends the session of the refresh cookie, and has the browser forget its previews; without one nothing ends."""
    _guard(request)
    for token in _refresh_tokens(request):
        await edge.identity.sign_out(token)
    cookies = [_cookie("", 0), preview_cookie("", 0), *_without_former(request)]
    return Response(None, status_code=HTTP_204_NO_CONTENT, cookies=cookies, headers=CLEAR_CACHE)


def _guard(request: AnyRequest) -> None:
    if GUARD_HEADER not in request.headers:
        raise Forbidden("GUARD_HEADER_MISSING", "Send the header X-Momento-Request: 1 with this request.")


def started(session: Session) -> Response[SessionReply]:
    """The answer to every way of signing in: tokens in the body, and in cookies what renews and shows previews."""
    return _granted(session, session_cookies(session), CLEAR_CACHE)


def session_cookies(session: Session) -> list[Cookie]:
    """The cookie that renews the session, and the one that shows its previews."""
    return [
        _cookie(session.refresh_token, seconds_until(session.refresh_expires_at)),
        preview_cookie(session.access_token, seconds_until(session.access_expires_at)),
    ]


def seconds_until(moment: datetime) -> int:
    """Whole seconds from now, not below zero."""
    return max(0, int((moment - datetime.now(UTC)).total_seconds()))


def _granted(session: Session, cookies: list[Cookie], headers: dict[str, str] | None = None) -> Response[SessionReply]:
    seconds = seconds_until(session.access_expires_at)
    reply = SessionReply(session.access_token, "Bearer", seconds, user_reply(session.user))
    return Response(reply, status_code=HTTP_200_OK, cookies=cookies, headers=headers)


def _refresh_tokens(request: AnyRequest) -> list[str]:
    """What came in the cookie and in the former one, the present one first."""
    return [token for name in (COOKIE, FORMER_COOKIE) if (token := request.cookies.get(name))]


def _without_former(request: AnyRequest) -> list[Cookie]:
    """Takes the former cookie away from who has it."""
    return [_cookie("", 0, FORMER_COOKIE, _FORMER_PATH)] if FORMER_COOKIE in request.cookies else []


def _cookie(value: str, max_age: int, name: str = COOKIE, path: str = "/") -> Cookie:
    return Cookie(name, value=value, max_age=max_age, path=path, httponly=True, secure=True, samesite="strict")
