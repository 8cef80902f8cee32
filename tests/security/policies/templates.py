"""The templates of deploy/aws with their parameters filled in, as CloudFormation would see them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER: Final = Path(__file__).parents[3] / "deploy" / "aws"
ACCOUNT: Final = "000000000000"
"""The embedded AWS has the same account and region, so its ARNs are those of the simulated requests."""
REGION: Final = "us-east-1"
PSEUDO: Final = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::NoValue": None,
}
_NAMES: Final = ("ManagedPolicyName", "RoleName", "BucketName", "AliasName", "Bucket")
"""Properties that Ref stands for, where a resource has them."""
_PLACEHOLDER: Final = re.compile(r"\$\{([A-Za-z][\w:.]*)\}")
"""What Fn::Sub replaces. IAM's own variables have a slash, and in these templates are never inside an Fn::Sub."""


class Refused(Exception):
    """A rule of the template does not hold for the parameters."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    raise ValueError(f"!{suffix} takes a scalar or a sequence")


_Loader.add_multi_constructor("!", _intrinsic)


def render(name: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The resources that `deploy/aws/{name}` makes with `parameters`, without those whose condition does not hold.

    Raises Refused when a rule of the template does.
    """
    template = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # a safe loader
    return _Rendering(template, parameters).resources()


class _Rendering:
    """Fills in one template."""

    def __init__(self, template: dict[str, Any], parameters: Mapping[str, str]) -> None:
        declared = template["Parameters"]
        if unknown := set(parameters) - set(declared):
            raise ValueError(f"unknown parameters {sorted(unknown)}")
        defaults = {key: str(declaration["Default"]) for key, declaration in declared.items()}
        self._template = template
        self._values: dict[str, str | None] = {**PSEUDO, **defaults, **parameters}

        self._apply_rules()

    def _apply_rules(self) -> None:
        for rule in self._template.get("Rules", {}).values():
            for assertion in rule["Assertions"] if self.fill(rule["RuleCondition"]) else ():
                if not self.fill(assertion["Assert"]):
                    raise Refused(assertion["AssertDescription"])

    def resources(self) -> dict[str, Any]:
        made = {name: body for name, body in self._template["Resources"].items() if self._is_made(body)}
        return {name: {**body, "Properties": self.fill(body["Properties"])} for name, body in made.items()}

    def _is_made(self, body: dict[str, Any]) -> bool:
        return "Condition" not in body or self._holds(body["Condition"])

    def _holds(self, condition: str) -> bool:
        return bool(self.fill(self._template["Conditions"][condition]))

    def fill(self, value: Any) -> Any:
        """`value` without any intrinsic function."""
        if isinstance(value, list):
            filled = [self.fill(each) for each in value]
            return [each for each in filled if each is not None]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::") or (name == "Condition" and isinstance(argument, str)):
                return self._call(name.removeprefix("Fn::"), argument)
        filled_items = {key: self.fill(each) for key, each in value.items()}
        return {key: each for key, each in filled_items.items() if each is not None}

    def _call(self, function: str, argument: Any) -> Any:
        match function:
            case "Ref":
                return self._reference(argument)
            case "Condition":
                return self._holds(argument)
            case "If":
                return self.fill(argument[1] if self._holds(argument[0]) else argument[2])
            case "Sub":
                return self._substitute(argument)
        return self._computed[function](self.fill(argument))

    @property
    def _computed(self) -> dict[str, Callable[[Any], Any]]:
        """The functions whose arguments are filled in first."""
        mappings = self._template.get("Mappings", {})
        return {
            "And": all,
            "Equals": lambda pair: pair[0] == pair[1],
            "FindInMap": lambda names: mappings[names[0]][names[1]][names[2]],
            "GetAtt": lambda names: self._attribute(*names),
            "Not": lambda only: not only[0],
            "Or": any,
            "Select": lambda pair: pair[1][int(pair[0])],
            "Split": lambda pair: pair[1].split(pair[0]),
        }

    def _reference(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        properties = self._properties(name)
        return next((properties[key] for key in _NAMES if key in properties), name)

    def _attribute(self, name: str, attribute: str) -> str:
        if attribute != "Arn":
            raise ValueError(f"no rule for {name}.{attribute}")
        properties = self._properties(name)
        if "RoleName" in properties:
            return f"arn:aws:iam::{ACCOUNT}:role/{properties['RoleName']}"
        return f"arn:aws:iam::{ACCOUNT}:user/{properties['UserName']}" if "UserName" in properties else f"{name}.Arn"

    def _properties(self, name: str) -> dict[str, Any]:
        filled: dict[str, Any] = self.fill(self._template["Resources"][name]["Properties"])
        return filled

    def _substitute(self, argument: str | list[Any]) -> str:
        text, local = (argument, {}) if isinstance(argument, str) else (argument[0], self.fill(argument[1]))
        return _PLACEHOLDER.sub(lambda found: str(local.get(found[1]) or self._named(found[1])), text)

    def _named(self, name: str) -> Any:
        return self._attribute(*name.split(".", 1)) if "." in name else self._reference(name)


def document(policy: str | dict[str, Any]) -> dict[str, Any]:
    """A policy document that a template states as JSON or as YAML."""
    parsed: dict[str, Any] = json.loads(policy) if isinstance(policy, str) else policy
    return parsed
