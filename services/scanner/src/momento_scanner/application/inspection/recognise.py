"""The use case: look at a file's name and first bytes, so that nobody sends a long file in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_scanner.application.ports.type_sniffer import HEAD_BYTES
from momento_scanner.domain.formats.file_name import FileName
from momento_scanner.domain.formats.media_type import agreed, by_extension
from momento_scanner.domain.inspection.errors import StreamMalformed
from momento_scanner.domain.rejection import FileRejected

if TYPE_CHECKING:
    from momento_scanner.application.ports.type_sniffer import TypeSniffer
    from momento_scanner.domain.rejection import Rejection


@dataclass(frozen=True, slots=True)
class RecogniseMedia:
    """Two of the three witnesses: the extension and the signature."""

    sniffer: TypeSniffer

    def __call__(self, name: str, head: bytes) -> Rejection | None:
        """Why a file that begins like this is never stored; None says nothing of the rest of it.

        Raises:
            StreamMalformed: more bytes came than a beginning has.
        """
        if len(head) > HEAD_BYTES:
            raise StreamMalformed(f"The beginning of a file has at most {HEAD_BYTES} bytes.")
        try:
            agreed(by_extension(FileName.parse(name).extension), self.sniffer.sniff(head))
        except FileRejected as rejected:
            return rejected.rejection
        return None
