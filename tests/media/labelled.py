"""Pictures of scikit-image, whose wheel has them inside, and what is on them. None is kept in this repository.

Their licences stand in scikit-image's `data/README.txt` and LICENSE.txt: public domain or CC0.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

SEEN: Final = {
    "chelsea.png": {"cat", "animal"},
    "coffee.png": {"coffee", "food"},
    "rocket.jpg": {"rocket"},
    "motorcycle_left.png": {"motorbike"},
    "camera.png": {"camera"},
}
"""What the built-in model has to say of each of them, neither less nor more."""

NOTHING_SEEN: Final = (
    *("astronaut.png", "brick.png", "cell.png", "coins.png", "grass.png", "gravel.png", "hubble_deep_field.jpg"),
    *("ihc.png", "logo.png", "moon.png", "retina.jpg"),
)
"""People, patterns and what only science takes pictures of: the model knows no word for it and must not make one up."""


def path(name: str) -> Path:
    """Where the file called `name` is."""
    return Path(str(files("skimage"))) / "data" / name
