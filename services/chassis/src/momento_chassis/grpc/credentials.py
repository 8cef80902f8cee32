"""The user's token as it travels with a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_chassis.identity import TokenInvalid

if TYPE_CHECKING:
    import grpc

_KEY: Final = "authorization"
_SCHEME: Final = "Bearer "


def bearer_metadata(token: str) -> tuple[tuple[str, str], ...]:
    """Call metadata that carries `token`."""
    return ((_KEY, _SCHEME + token),)


def bearer_token(context: grpc.ServicerContext) -> str:
    """The token that came with a call.

    Raises:
        TokenInvalid: there is none, or more than one.
    """
    values = [str(value) for key, value in context.invocation_metadata() if key == _KEY]
    if len(values) != 1 or not values[0].startswith(_SCHEME):
        raise TokenInvalid("No token came with the call; sign in first.")
    return values[0].removeprefix(_SCHEME)
