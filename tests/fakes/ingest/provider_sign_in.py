"""A provider that knows everybody by the address they name as their code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from momento_ingest.application.ports.provider_sign_in import Journey, OwnSignInMethods, ProviderAnswer, SignInMethods
from momento_ingest.domain.errors import Conflict, Forbidden, NotFound, Unauthenticated

from tests.fakes.ingest.identity import InMemoryIdentity
from tests.fakes.ingest.steps import Fallible, Steps

if TYPE_CHECKING:
    from momento_ingest.application.ports.identity import Client, Session, User

_JOURNEY = timedelta(minutes=10)


@dataclass
class InMemoryProviderSignIn(Fallible):
    """Journeys are named by their secrets; the address of the provider tells the state of each."""

    identity: InMemoryIdentity = field(default_factory=InMemoryIdentity)
    journeys: dict[tuple[str, str], User | None] = field(default_factory=dict)
    linked: dict[User, datetime] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)

    def __init__(self, identity: InMemoryIdentity, steps: Steps) -> None:
        super().__init__(steps)
        self.identity = identity
        self.journeys, self.linked, self.clients = {}, {}, []

    async def ways(self) -> SignInMethods:
        self.step("provider.ways")
        return SignInMethods("open", "Example")

    async def own_ways(self, access_token: str) -> OwnSignInMethods:
        self.step("provider.own_ways")
        user = (await self.identity.verify(access_token)).user
        since = self.linked.get(user)
        return OwnSignInMethods(has_password=True, linked_email=user.email if since else None, linked_at=since)

    async def start(self, client: Client) -> Journey:
        self.step("provider.start")
        self.clients.append(client)
        return self._begin(None)

    async def start_link(self, access_token: str, password: str, client: Client) -> Journey:
        self.step("provider.start_link")
        self.clients.append(client)
        return self._begin(await self._known(access_token, password))

    async def finish(self, answer: ProviderAnswer, client: Client) -> Session | None:
        self.step("provider.finish")
        self.clients.append(client)
        journey = (answer.state, answer.browser_secret)
        if journey not in self.journeys:
            raise Unauthenticated("OIDC_STATE_INVALID", "This was not begun here; begin anew.")
        linking = self.journeys.pop(journey)
        if not answer.code:
            raise Forbidden("OIDC_DENIED", "The provider did not sign you in; try again.")
        if linking is None:
            return self.identity._session(self.identity.people[answer.code][0])
        if linking in self.linked:
            raise Conflict("OIDC_IDENTITY_TAKEN", "You are connected already; disconnect first.")
        self.linked[linking] = datetime.now(UTC)
        return None

    async def unlink(self, access_token: str, password: str, client: Client) -> None:
        self.step("provider.unlink")
        self.clients.append(client)
        if self.linked.pop(await self._known(access_token, password), None) is None:
            raise NotFound("OIDC_LINK_UNKNOWN", "Your account is not connected.")

    def _begin(self, user: User | None) -> Journey:
        number = len(self.clients)
        state, secret = f"state-{number}", f"secret-{number}"
        self.journeys[state, secret] = user
        return Journey(f"https://login.example/?state={state}", secret, datetime.now(UTC) + _JOURNEY)

    async def _known(self, access_token: str, password: str) -> User:
        user = (await self.identity.verify(access_token)).user
        if self.identity.people[user.email][1] != password:
            raise Forbidden("PASSWORD_WRONG", "That is not your present password; try again.")
        return user
