"""A process that holds a lock again and again; runs inside the machine."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from pathlib import Path
from time import monotonic

from momento_ingest.adapters.outbound.filesystem.locks import FilesystemLocks

HOLDS = 100


async def main(mount: Path, seconds: float) -> None:
    locks, errors, waits = FilesystemLocks(mount / "locks"), Counter[str](), []
    say("ready")
    sys.stdin.readline()
    for _ in range(HOLDS):
        wanted = monotonic()
        try:
            async with locks.hold("one"):
                waits.append((wanted, monotonic()))
                # Only one at a time can make it.
                os.close(os.open(mount / "held", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                if seconds > 1:
                    say("held")
                await asyncio.sleep(seconds)
                (mount / "held").unlink()
        except OSError as error:
            errors[f"{type(error).__name__} {error.errno}"] += 1
    say(json.dumps({"waits": waits, "errors": errors}))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
