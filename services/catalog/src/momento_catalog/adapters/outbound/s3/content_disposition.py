"""How a browser should treat an object, and what it should call it (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from momento_catalog.domain.text import is_forbidden

_ATTRIBUTE_CHARACTERS: Final = "!#$&+-.^_`|~"
"""What RFC 8187, section 3.2.1, lets stand besides letters and digits."""
_NOT_PLAIN: Final = re.compile(r"[^ !#$&\'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]")
"""What no file system or header parser is known to stumble over, turned around."""


def content_disposition(file_name: str, *, attachment: bool) -> str:
    """The header's value: `file_name` in ASCII for old clients, and in UTF-8 for all others."""
    name = "".join("_" if is_forbidden(character) or character in "/\\" else character for character in file_name)
    decomposed = unicodedata.normalize("NFKD", name)
    without_marks = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = _NOT_PLAIN.sub("_", without_marks)
    extended = quote(name, safe=_ATTRIBUTE_CHARACTERS)
    kind = "attachment" if attachment else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{extended}"
