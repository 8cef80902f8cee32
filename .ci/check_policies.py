"""Looks with parliament at each policy in a folder of JSON files, and names what it finds; 1 if it finds anything.

`./momento lint` runs it in the environment of policy-tools.lock. Parliament's own program would keep a log in /tmp.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import parliament

KEPT: Final = {
    ("MISMATCHED_TYPE", "bucket"): "its numbers have no fraction, and the TLS version 1.2 has one",
    (
        "UNKNOWN_CONDITION_FOR_ACTION",
        "bucket",
    ): "a denial of s3:* is also about actions without its key",
    ("RESOURCE_STAR", "session"): "which key a session may use is said by its role",
}
"""What it finds and we keep, by the finding and the last word of the policy's name, with the reason."""


def findings(path: Path) -> list[Any]:
    """What parliament has against the policy in `path`, but for what is kept."""
    found: list[Any] = parliament.analyze_policy_string(path.read_text(encoding="utf-8"), path.name).findings
    return [finding for finding in found if (finding.issue, path.stem.split()[-1]) not in KEPT]


def main() -> int:
    """Looks at each file of the folder that the first argument names."""
    found = [finding for path in sorted(Path(sys.argv[1]).glob("*.json")) for finding in findings(path)]
    for finding in found:
        sys.stdout.write(f"{finding.issue}: {finding.detail} {finding.location}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
