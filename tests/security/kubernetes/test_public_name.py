"""One public name: people come by it, links in letters lead to it, and passkeys are bound to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from momento_local.settings import REPOSITORY

from tests.security.kubernetes.overlays import OVERLAYS, Overlay, built, built_in

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = REPOSITORY / "deploy/README.md"
NOBODYS = "momento.example.org"
"""The name in the overlays of the repository."""


def names(overlay: Overlay) -> set[str]:
    """By which the Ingress lets people in, and has certificates."""
    entrance = overlay.named("Ingress", "momento")["spec"]
    return {rule["host"] for rule in entrance["rules"]} | {host for each in entrance["tls"] for host in each["hosts"]}


def reported(overlay: Overlay) -> str:
    """The address that auth believes to be Momento's."""
    return overlay.environment("auth")["MOMENTO_PUBLIC_URL"]


@pytest.mark.parametrize("name", OVERLAYS)
def test_auth_is_told_the_name_by_which_people_come(name: str) -> None:
    overlay = built(name)
    assert names(overlay) == {NOBODYS}
    assert reported(overlay) == f"https://{NOBODYS}"


def test_the_overlay_of_the_operator_s_guide_replaces_it_everywhere(tmp_path: Path) -> None:
    (tmp_path / "momento").symlink_to(REPOSITORY)
    (tmp_path / "own").mkdir()
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "own/kustomization.yaml").write_text(example, encoding="utf-8")
    overlay = built_in(tmp_path / "own")
    (name,) = names(overlay)
    assert reported(overlay) == f"https://{name}"
    assert NOBODYS not in str(overlay.objects)
