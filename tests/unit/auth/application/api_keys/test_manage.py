from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from momento_auth.application.api_keys.manage import WishedKey
from momento_auth.domain.accounts.errors import DisplayNameInvalid, PasswordWrong
from momento_auth.domain.api_keys.api_key import MAX_KEYS, ApiKeyText
from momento_auth.domain.api_keys.errors import ApiKeysExhausted, ApiKeyUnknown, ExpiryInvalid
from momento_auth.domain.sessions.errors import SessionEnded
from momento_auth.domain.tokens.errors import ScopeMissing, ScopesInvalid, TokenExpired, TokenInvalid
from momento_auth.domain.tokens.scope import Scope

from tests.fakes.auth.world import EMAIL, HOME, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_auth.application.api_keys.manage import MadeKey

DAY = timedelta(days=1)
UPLOAD = "01m80gb91p692ex4de2zsjs4vz"


class Scene:
    def __init__(self) -> None:
        self.world = World()
        self.ada = self.world.signed_in()
        self.token = self.ada.tokens.access_token

    def wished(self, *scopes: str, name: str = "backup", lifetime: timedelta = DAY) -> WishedKey:
        return WishedKey(name, scopes or ("media:read",), self.world.clock.now() + lifetime)

    def make(self, *scopes: str) -> MadeKey:
        return self.world.create_api_key(self.token, PASSWORD, self.wished(*scopes))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_key_is_traded_for_a_token_of_its_scopes_and_no_more(scene: Scene) -> None:
    made = scene.make("media:read", "media:write")
    exchanged = scene.world.exchange_api_key(made.text)
    verified = scene.world.verify_token(exchanged.access_token)
    assert verified == exchanged.verified
    assert verified.account == scene.ada.account
    assert verified.claims.scopes == {Scope.MEDIA_READ, Scope.MEDIA_WRITE}
    assert verified.claims.session_id == made.key.key_id


def test_only_a_digest_of_it_is_kept(scene: Scene) -> None:
    made = scene.make()
    kept = scene.world.api_keys.find(made.key.key_id)
    assert kept is not None
    assert kept.digest == ApiKeyText.parse(made.text).digest
    assert made.text[34:77] not in repr((made, kept))


def test_a_key_is_made_by_who_knows_the_password(scene: Scene) -> None:
    with pytest.raises(PasswordWrong):
        scene.world.create_api_key(scene.token, "a guess at it", scene.wished())
    assert list(scene.world.list_api_keys(scene.token)) == []


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (lambda it: it.wished(name=""), DisplayNameInvalid),
        (lambda it: it.wished("account:manage"), ScopesInvalid),
        (lambda it: it.wished(lifetime=timedelta(days=367)), ExpiryInvalid),
    ],
)
def test_a_wish_that_breaks_a_rule_is_refused(
    scene: Scene, wish: Callable[[Scene], WishedKey], error: type[Exception]
) -> None:
    with pytest.raises(error):
        scene.world.create_api_key(scene.token, PASSWORD, wish(scene))


def test_an_account_has_so_many_keys_and_not_more(scene: Scene) -> None:
    made = [scene.make() for _ in range(MAX_KEYS)]
    with pytest.raises(ApiKeysExhausted):
        scene.make()
    scene.world.revoke_api_key(scene.token, str(made[0].key.key_id))
    scene.make()


def test_a_token_of_a_key_manages_nothing_whatever_its_scopes(scene: Scene) -> None:
    world, made = scene.world, scene.make("media:read", "media:write", "account:read")
    token = world.exchange_api_key(made.text).access_token
    attempts: list[Callable[[], object]] = [
        lambda: world.create_api_key(token, PASSWORD, scene.wished()),
        lambda: world.list_api_keys(token),
        lambda: world.revoke_api_key(token, str(made.key.key_id)),
        lambda: world.list_sessions(token),
        lambda: world.end_session(token, str(scene.ada.session.session_id)),
        lambda: world.end_other_sessions(token),
        lambda: world.change_password(token, PASSWORD, "another long password"),
    ]
    for attempt in attempts:
        with pytest.raises(ScopeMissing):
            attempt()
    world.verify_token(scene.token)


def test_an_upload_is_granted_to_who_may_write_and_not_to_who_may_read(scene: Scene) -> None:
    world = scene.world
    reader, writer = (world.exchange_api_key(scene.make(it).text).access_token for it in ("media:read", "media:write"))
    with pytest.raises(ScopeMissing):
        world.grant_upload(reader, UPLOAD)
    granted = world.grant_upload(writer, UPLOAD)
    assert granted.grant.expires_at <= world.clock.now() + DAY
    world.check_upload_grant(granted.token)


def test_revoking_a_key_ends_it_its_tokens_and_its_grants_at_once(scene: Scene) -> None:
    world, made = scene.world, scene.make("media:write")
    token = world.exchange_api_key(made.text).access_token
    grant = world.grant_upload(token, UPLOAD).token
    revoked = world.revoke_api_key(scene.token, str(made.key.key_id))
    assert (revoked.user_id, revoked.key_id) == (scene.ada.account.user_id, made.key.key_id)
    attempts: list[Callable[[], object]] = [
        lambda: world.exchange_api_key(made.text),
        lambda: world.verify_token(token),
        lambda: world.check_upload_grant(grant),
    ]
    for attempt in attempts:
        with pytest.raises(SessionEnded):
            attempt()
    assert list(world.list_ended_sessions()) == [made.key.key_id]
    assert list(world.list_api_keys(scene.token)) == []


def test_a_key_and_its_tokens_expire_with_it(scene: Scene) -> None:
    world, made = scene.world, scene.make()
    world.clock.advance(DAY - timedelta(minutes=1))
    token = world.exchange_api_key(made.text).access_token
    assert world.verify_token(token).claims.expires_at <= made.key.expires_at
    world.clock.advance(timedelta(minutes=1))
    with pytest.raises(TokenExpired):
        world.exchange_api_key(made.text)
    with pytest.raises(TokenExpired):
        world.verify_token(token)


def test_the_last_use_is_told_to_the_minute(scene: Scene) -> None:
    world, made = scene.world, scene.make()
    (key,) = world.list_api_keys(scene.token)
    assert key.last_used_at is None
    first = world.clock.now()
    for _ in range(3):
        world.exchange_api_key(made.text)
        (key,) = world.list_api_keys(scene.token)
        assert key.last_used_at == first
        world.clock.advance(seconds=20)
    world.exchange_api_key(made.text)
    (key,) = world.list_api_keys(scene.token)
    assert key.last_used_at == first + timedelta(minutes=1)


def test_a_key_that_was_never_given_out_is_refused(scene: Scene) -> None:
    made = scene.make()
    guess = ApiKeyText(made.key.key_id, "g" * 43).reveal()
    unknown = ApiKeyText(scene.world.identifiers.session_id(), "g" * 43).reveal()
    for text in (guess, unknown, "", made.text[:-1]):
        with pytest.raises(TokenInvalid):
            scene.world.exchange_api_key(text)


def test_keys_of_others_are_neither_seen_nor_revoked(scene: Scene) -> None:
    world, made = scene.world, scene.make()
    world.register_account("bob@example.org", PASSWORD, "Bob")
    bob = world.sign_in("bob@example.org", PASSWORD, HOME).tokens.access_token
    assert list(world.list_api_keys(bob)) == []
    for key_id in (str(made.key.key_id), str(world.identifiers.session_id()), "no id"):
        with pytest.raises(ApiKeyUnknown):
            world.revoke_api_key(bob, key_id)
    world.exchange_api_key(made.text)


def test_keys_outlive_the_sessions_in_which_they_were_made(scene: Scene) -> None:
    made = scene.make()
    scene.world.sign_out(scene.ada.tokens.refresh_token)
    scene.world.exchange_api_key(made.text)
    scene.world.sign_in(EMAIL, PASSWORD, HOME)
