"""Every small change to every statement of a policy: what is granted more, and what is granted less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tests.security.policies.simulation import Variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Statement = dict[str, Any]
    Change = tuple[str, Statement | None]

_VERB: Final = re.compile(r"^(\w+:[A-Z][a-z]+)[A-Z]\w*$")
"""The service and the first word of an action: `s3:Put` of `s3:PutObject`."""
_SAME_MEANING: Final = frozenset({"dynamodb:Condition*", "kms:Describe*", "s3:Abort*", "sts:Tag*"})
"""No other action of these verbs can be asked for on a role, a table, a key or an object."""
_ONLY_BY_PARTITION: Final = frozenset({"dynamodb:Get*", "dynamodb:Put*", "dynamodb:Update*"})
"""Their other actions are about whole tables, and carry no partition for a statement that demands one."""


def mutations(name: str, policy: Mapping[str, Any]) -> list[Variant]:
    """Each change of one statement of the policy `name` that makes a difference in words."""
    found = []
    statements: list[Statement] = policy["Statement"]
    for number, statement in enumerate(statements):
        for words, changed in _changes(statement):
            if changed == statement:
                continue
            others = [*statements[:number], *([changed] if changed else []), *statements[number + 1 :]]
            reported = f"{name}, {statement.get('Sid', number)}: {words}"
            found.append(Variant(reported, name, {**policy, "Statement": others}))
    return [variant for variant in found if variant.policy["Statement"]]


def _changes(statement: Statement) -> Iterator[Change]:
    yield "the statement left out", None
    yield from _changes_of_list(statement, "Action", _wider_actions)
    if "Resource" in statement:
        yield from _changes_of_list(statement, "Resource", _wider_resources)
    yield from _changes_of_condition(statement)
    yield from _changes_of_principal(statement)


def _changes_of_list(statement: Statement, element: str, wider: Any) -> Iterator[Change]:
    values = _listed(statement[element])
    for value in values:
        rest = [each for each in values if each != value]
        if rest:
            yield f"without {value}", {**statement, element: rest}
        # A wider denial grants nothing.
        for widened in wider(value, statement) if statement["Effect"] == "Allow" else ():
            changed = [*rest, widened] if rest else widened
            yield f"{widened} in place of {value}", {**statement, element: changed}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _wider_actions(action: str, statement: Statement) -> Iterator[str]:
    """Of the same verb, of the same service, and, where the policy is not one resource's own, of all services."""
    without_meaning = _SAME_MEANING | (_ONLY_BY_PARTITION if "Null" in statement.get("Condition", {}) else frozenset())
    verb = _VERB.match(action)
    if verb and f"{verb[1]}*" not in without_meaning:
        yield f"{verb[1]}*"
    yield f"{action.partition(':')[0]}:*"
    if "Principal" not in statement:
        yield "*"


def _wider_resources(arn: str, statement: Statement) -> Iterator[str]:
    """Everything that begins alike, the folder around it, and everything; a bucket's policy ends at the bucket."""
    bucket, _, key = arn.partition("/")
    if "Principal" in statement:
        yield from [f"{bucket}/*"] if key else []
        return
    if ":key/" not in arn:  # ids of keys are all of the same length
        yield f"{arn.removesuffix('*').removesuffix('/')}*"
    yield from [f"{arn.removesuffix('/*').rpartition('/')[0]}/*"] if key else []
    yield "*"


def _changes_of_condition(statement: Statement) -> Iterator[Change]:
    for operator, tests in statement.get("Condition", {}).items():
        for key, value in tests.items():
            yield f"without {operator} {key}", _with_test(statement, operator, key, None)
            for words, other in _other_values(operator, value):
                yield f"{operator} {key} {words}", _with_test(statement, operator, key, other)


def _other_values(operator: str, value: str | list[str]) -> Iterator[tuple[str, str | list[str]]]:
    values = _listed(value)
    if value in ("true", "false"):
        yield "turned round", "false" if value == "true" else "true"
    if len(values) > 1:
        yield from ((f"without {each}", [other for other in values if other != each]) for each in values)
    if operator.endswith("Like"):
        yield from ((f"* in place of {each}", [other for other in values if other != each] + ["*"]) for each in values)
        for each in (each for each in values if not each.endswith("*")):
            yield f"{each}* in place of {each}", [other for other in values if other != each] + [f"{each}*"]


def _with_test(statement: Statement, operator: str, key: str, value: str | list[str] | None) -> Statement:
    condition = {name: dict(tests) for name, tests in statement["Condition"].items()}
    if value is None:
        del condition[operator][key]
    else:
        condition[operator][key] = value
    kept = {name: tests for name, tests in condition.items() if tests}
    rest = {element: each for element, each in statement.items() if element != "Condition"}
    return {**rest, "Condition": kept} if kept else rest


def _changes_of_principal(statement: Statement) -> Iterator[Change]:
    principal = statement.get("Principal", "*")
    if principal == "*":
        return
    yield "for everybody", {**statement, "Principal": "*"}
    if "AWS" in principal:
        account = re.sub(r":(role|user)/.*", ":root", principal["AWS"])
        yield "for the whole account", {**statement, "Principal": {"AWS": account}}
