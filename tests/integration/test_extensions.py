"""The edge takes what the scanner can prove: one list of extensions, held by two services."""

from __future__ import annotations

from momento_ingest.domain.uploads.policy import EXTENSIONS
from momento_scanner.domain.formats.media_type import BY_EXTENSION


def test_edge_and_scanner_allow_the_same_extensions_of_the_same_kinds() -> None:
    assert {extension: kind.value for extension, kind in EXTENSIONS.items()} == {
        extension: media_type.kind.value for extension, media_type in BY_EXTENSION.items()
    }
