"""Writes the policies as JSON files into a folder: `python -m tests.security.policies.written FOLDER`.

Trust and key policies are left out: parliament takes them for incomplete, because they belong to what they are about.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from tests.security.policies.policies import GIVEN, documents

OWNED: Final = ("trust", "trust by IRSA", "key")


def write(folder: Path) -> None:
    """One file for each policy that states its resources itself."""
    for name, policy in documents().items():
        if name not in GIVEN and not name.endswith(OWNED):
            (folder / f"{name}.json").write_text(json.dumps(policy, indent=2), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
