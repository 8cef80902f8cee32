"""Python imports this before a program when its folder is in PYTHONPATH: dates are then others than they are.

Tokens, sessions, grants and AWS signatures are dated by `datetime`. gRPC takes `time.time` for the clock of its own C
code, which cannot be moved from here; so that stays as it is.
"""

from __future__ import annotations

import os
import time

import time_machine

time_machine.travel(time.time() + float(os.environ["CLOCK_MOVED_SECONDS"]), tick=True).start()
time.time = time_machine.escape_hatch.time.time
