"""Lets schemathesis ask everything that an OpenAPI document describes, and gathers what it finds."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from momento_local.stack import Stack
    from schemathesis.core.failures import Failure
    from schemathesis.generation.case import Case
    from schemathesis.hooks import HookContext

    AnyCase = Case[Any]
    Change = Callable[[AnyCase], None]

DOCUMENT = "/api/v1/openapi/openapi.json"
SEED = 1

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@dataclass
class Findings:
    """What was broken, and with which statuses each operation answered.

    `judged` counts the answers that each check has looked at.
    """

    broken: list[str] = field(default_factory=list)
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    judged: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def asked(
    stack: Stack, headers: Mapping[str, str], *, examples: int, without: tuple[str, ...], change: Change | None = None
) -> Findings:
    """Asks every operation over TLS; every check that schemathesis knows is made, `without` some.

    To what it makes systematically of the document come as many random `examples` of each operation; they are the same
    each time. `change` alters a request before it is sent.
    """
    trust = str(stack.edge_authority)
    settings = {
        "seed": SEED,
        "base-url": stack.settings.edge_url,
        "tls-verify": trust,
        "headers": dict(headers),
        "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
        "phases": {"stateful": {"enabled": False}},
        "checks": {name: {"enabled": False} for name in without},
    }
    schema = schemathesis.openapi.from_url(
        f"{stack.settings.edge_url}{DOCUMENT}", verify=trust, config=SchemathesisConfig.from_dict(settings)
    )
    with _changing(change):
        return _gathered(from_schema(schema).execute())


@contextmanager
def _changing(change: Change | None) -> Iterator[None]:
    def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
        del context, kwargs
        if change is not None:
            change(case)

    schemathesis.hook(before_call)
    try:
        yield
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister(before_call)


def _gathered(stream: Any) -> Findings:
    found = Findings()
    for event in stream:
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.broken.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            _note(found, event.recorder)
    return found


def _note(found: Findings, recorder: Any) -> None:
    for interaction in recorder.interactions.values():
        if interaction.response is None:
            found.broken.append(f"{recorder.label}: no answer")
        else:
            found.statuses[recorder.label].add(interaction.response.status_code)
    for check in (check for checks in recorder.checks.values() for check in checks):
        found.judged[check.name] += 1
        if check.failure_info is not None:
            failure: Failure = check.failure_info.failure
            found.broken.append(f"{recorder.label}: {check.name}: {failure.message}\n{check.failure_info.code_sample}")
