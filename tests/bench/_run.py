"""Runs the bench whose file is named, and ends it in order when it is asked to stop.

What it started is then stopped, and what it made removed, as after Ctrl-C.
"""

from __future__ import annotations

import runpy
import signal
import sys

for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.default_int_handler)
runpy.run_path(sys.argv[1], run_name="__main__")
