"""The embedded AWS with small snapshots, which kills itself at a step that a test chooses.

`python dying_aws.py ...` is `python -m momento_local.embedded_aws.server ...`, but for two variables: `DIE_AT` is the
number of the call to the disk, counted from the start, at which the process ends as by `kill -9`, half-way through when
it writes; `SNAPSHOT_BYTES` says after how much of log a snapshot is taken.
"""

from __future__ import annotations

import itertools
import os
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = ("fsync", "fdatasync", "replace", "unlink", "truncate", "mkdir", "write")


def main() -> None:
    from momento_local.embedded_aws import server, snapshots  # noqa: PLC0415  # it reads its settings when imported

    snapshots.LEAST_BYTES = int(os.environ["SNAPSHOT_BYTES"])  # type: ignore[misc]  # smaller than anybody wants it
    snapshots.LOOK_SECONDS = 0.01  # type: ignore[misc]  # likewise
    arm(int(os.environ["DIE_AT"]))
    server.main()


def arm(die_at: int) -> None:
    """Has the `die_at`th call of a step be the last."""
    numbers, main_process = itertools.count(1), os.getpid()

    def dying(step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if next(numbers) == die_at:
                if step is write:
                    step(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                os.kill(main_process, signal.SIGKILL)
            return step(*arguments, **named)

        return call

    write = os.write
    for name in STEPS:
        setattr(os, name, dying(getattr(os, name)))


if __name__ == "__main__":
    main()
