from __future__ import annotations

import pytest
from momento_local.materials import Licences
from momento_local.settings import REPOSITORY

LICENCES = Licences(
    allowed=frozenset({"MIT", "Apache-2.0"}),
    words={"License :: OSI Approved :: MIT License": "MIT"},
    stated={"silent": "MIT", "copyleft": "AGPL-3.0-only"},
)


def component(name: str, *statements: dict[str, object]) -> dict[str, object]:
    return {"name": name, "licenses": list(statements)}


@pytest.mark.parametrize(
    "allowed",
    [
        component("a", {"license": {"id": "MIT"}}),
        component("a", {"expression": "GPL-3.0-only OR MIT"}),
        component("a", {"expression": "MIT AND Apache-2.0"}),
        component("a", {"license": {"name": "License :: OSI Approved :: MIT License"}}),
        component("silent"),
    ],
)
def test_what_the_file_allows_may_be_in_an_image(allowed: dict[str, object]) -> None:
    assert LICENCES.against(allowed) is None


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (component("a", {"license": {"id": "GPL-3.0-only"}}), "a: GPL-3.0-only"),
        (component("a", {"expression": "MIT AND AGPL-3.0-only"}), "a: MIT AND AGPL-3.0-only"),
        (component("a", {"expression": "MIT OR (MIT AND GPL-2.0-only)"}), "a: MIT OR (MIT AND GPL-2.0-only)"),
        (component("a", {"license": {"id": "MIT"}}, {"license": {"name": "my own"}}), "a: my own"),
        (component("unknown"), "unknown: no licence"),
        (component("copyleft"), "copyleft: AGPL-3.0-only"),
    ],
)
def test_everything_else_is_named_with_its_licence(refused: dict[str, object], reason: str) -> None:
    assert LICENCES.against(refused) == reason


def test_no_licence_that_binds_the_whole_program_is_allowed() -> None:
    licences = Licences.read(REPOSITORY / "deploy/docker/licences.toml")
    everything = {*licences.allowed, *licences.words.values(), *licences.stated.values()}
    assert not [each for each in everything if each.startswith(("GPL", "AGPL", "SSPL", "BUSL"))]
    assert everything == licences.allowed
