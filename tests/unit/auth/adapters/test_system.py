from __future__ import annotations

from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.domain.sessions.refresh_token import RefreshToken

IDENTIFIERS = SystemIdentifiers()


def test_no_name_comes_twice() -> None:
    assert len({IDENTIFIERS.user_id() for _ in range(1000)}) == 1000
    assert len({IDENTIFIERS.session_id() for _ in range(1000)}) == 1000


def test_secrets_have_the_form_that_refresh_tokens_need() -> None:
    token = RefreshToken(IDENTIFIERS.session_id(), IDENTIFIERS.secret(), IDENTIFIERS.secret())
    assert RefreshToken.parse(token.reveal()) == token
    assert token.family != token.secret
