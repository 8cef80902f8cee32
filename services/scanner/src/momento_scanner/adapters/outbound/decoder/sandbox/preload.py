"""Loads what libraries otherwise load when they first need it: in the sandbox there are no files to load it from."""

from __future__ import annotations

import importlib
import time
from typing import Final

import pyvips
from PIL import Image

_LATE: Final = (
    "PIL.AvifImagePlugin",
    "PIL.TiffImagePlugin",
    "PIL.TiffTags",
    "PIL.WebPImagePlugin",
    "_strptime",
    "av.audio.codeccontext",
    "av.audio.stream",
    "av.sidedata.encparams",
    "av.sidedata.motionvectors",
    "av.sidedata.sidedata",
    "av.subtitles.codeccontext",
    "av.subtitles.stream",
    "av.video.codeccontext",
    "av.video.stream",
)


def everything() -> None:
    """Loads modules, Pillow's list of formats and the time zone, and has libvips remember no file."""
    # Each file is seen once: what libvips remembers of it would only take memory from the next.
    pyvips.cache_set_max(0)
    for module in _LATE:
        importlib.import_module(module)
    Image.preinit()
    time.tzset()
