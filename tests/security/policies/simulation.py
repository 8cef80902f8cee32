"""Asks the policy simulator what each layer of policies says of each row of the table."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from momento_local import web

from tests.security.policies.identities import CATALOG_RUNTIME, CATALOG_TENANT, INGEST_RUNTIME, INGEST_TENANT
from tests.security.policies.logs import ARCHIVE
from tests.security.policies.objects import UPLOADS
from tests.security.policies.policies import AUDIT_KEY, KEY_POLICY, OIDC_PROVIDER
from tests.security.policies.row import ALLOWED, DENIED
from tests.security.policies.templates import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.security.policies.row import Row

FOLDER: Final = Path(__file__).parent / "simulator"
LAYERS: Final = ("identity", "session", "boundary", "resource")
_BUCKETS: Final = {
    UPLOADS: "uploads bucket",
    f"{UPLOADS}-access-log": "access log bucket",
    ARCHIVE: "archive bucket",
    f"{ARCHIVE}-access-log": "archive access log bucket",
}
_ROLES: Final = {
    INGEST_TENANT: "ingest tenant trust",
    CATALOG_TENANT: "catalog tenant trust",
    INGEST_RUNTIME: "ingest runtime trust",
    CATALOG_RUNTIME: "catalog runtime trust",
}
_STAND_INS: Final = {"kms:EncryptionContext:aws:cloudtrail:arn": "kms:RequestAlias"}
"""Condition keys with a free part that the simulator does not take, and known keys of the same type in their place."""


@dataclass(frozen=True)
class Verdict:
    """What comes of a request, and which layers let it through or deny it, each seen by itself."""

    together: str
    lets: frozenset[str]
    denies: frozenset[str]


@dataclass(frozen=True)
class Variant:
    """One policy document in another wording."""

    name: str
    document: str
    policy: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """The verdict on each row, and the names of those variants that change none of them."""

    verdicts: list[Verdict]
    overlooked: list[str]


def expected(row: Row) -> Verdict:
    """What the table says of `row`."""
    return Verdict(row.verdict, row.lets, row.denies)


def simulate(rows: Sequence[Row], documents: Mapping[str, Any], variants: Sequence[Variant] = ()) -> Answer:
    """Decides every row on `documents`, and again on each variant of one of them."""
    if web.install(FOLDER) != 0:
        raise RuntimeError("npm could not install the policy simulator")
    reported = {
        "documents": documents,
        "requests": [_request(row) for row in rows],
        "variants": [{"document": variant.document, "policy": variant.policy} for variant in variants],
    }
    answered = json.loads(_run(_in_known_keys(json.dumps(reported))))
    changing = zip(variants, answered["changing"], strict=True)
    return Answer(
        [_verdict(each) for each in answered["verdicts"]],
        [variant.name for variant, changes in changing if not changes],
    )


def _run(reported: str) -> str:
    command = (str(web.NODE / "bin" / "node"), str(FOLDER / "simulate.mjs"))
    done = subprocess.run(command, input=reported, capture_output=True, text=True, check=False, timeout=600)  # noqa: S603  # our own Node
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def _in_known_keys(reported: str) -> str:
    for key, known in _STAND_INS.items():
        reported = reported.replace(key, known)
    return reported


def _request(row: Row) -> dict[str, Any]:
    return {
        "principal": row.who.arn or {"type": "Anonymous"},
        "action": row.action,
        "arn": row.on,
        "account": ACCOUNT,
        "context": {**row.who.tags, **row.circumstances.keys},
        "identity": row.who.identity,
        "boundary": row.who.boundary,
        "session": row.who.session,
        "resource": resource_policy(row),
    }


def resource_policy(row: Row) -> str:
    """The name of the policy of what `row` is about: a bucket's, a role's trust, a key's; empty if it has none."""
    match row.action.partition(":")[0]:
        case "s3":
            return _BUCKETS.get(row.on.partition("/")[0], "")
        case "sts":
            by_token = any(key.startswith(OIDC_PROVIDER) for key in row.circumstances.keys)
            return _ROLES.get(row.on, "") + (" by IRSA" if by_token else "")
        case "kms":
            return "audit key" if row.on == AUDIT_KEY else KEY_POLICY
    return ""


def _verdict(answered: Mapping[str, str]) -> Verdict:
    if "error" in answered:
        raise ValueError(answered["error"])
    layers = {word: frozenset(layer for layer in LAYERS if answered[layer] == word) for word in ("allow", "deny")}
    return Verdict(ALLOWED if answered["together"] == "allow" else DENIED, layers["allow"], layers["deny"])
