"""Tags of the device that took a picture: maker, model and lens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_scanner.domain.description.tag import Tag, TagSource, normal

if TYPE_CHECKING:
    from momento_scanner.domain.description.facts import Camera


def camera_tags(camera: Camera | None) -> tuple[Tag, ...]:
    """The maker, the whole name and the lens of `camera`, as far as it names them."""
    if camera is None:
        return ()
    names = (normal(camera.make), _whole_name(camera), normal(camera.lens))
    return tuple(Tag(name, TagSource.CAMERA) for name in dict.fromkeys(names) if name)


def _whole_name(camera: Camera) -> str:
    make, model = normal(camera.make), normal(camera.model)
    # Many models repeat their maker ("NIKON CORPORATION", "NIKON D70"): one name is enough.
    return model if set(make.split()) & set(model.split()) else f"{make} {model}".strip()
