"""The scanner's errors: no verdict was reached. A file that must not be stored is a verdict, not an error."""

from __future__ import annotations

from typing import ClassVar


class ScannerError(Exception):
    """No verdict was reached; nothing may be stored. The message is a sentence for the user."""

    reason: ClassVar[str]


class EngineUnavailable(ScannerError):
    """The malware engine or the decoder did not answer, answered nonsense, or is too old to be trusted."""

    reason = "ENGINE_UNAVAILABLE"

    def __init__(self, detail: str) -> None:
        super().__init__("Files cannot be checked right now, so none is stored. Try again in a few minutes.")
        self.detail = detail
        """What happened, for operators; never shown to users."""


class SignaturesStale(EngineUnavailable):
    """The signatures are too old, or of unknown age, to find today's malware."""


class NoVerdict(EngineUnavailable):
    """An inspection of this file ended without a verdict, though engine and decoder work: it may be the file's doing.

    Anyone who asks again should count: a file that never gets a verdict is not to be inspected forever.
    """

    reason = "NO_VERDICT"


class ScanTimedOut(NoVerdict):
    """The malware engine did not reach a verdict in the time that a file of this length has."""


class ScannerBusy(ScannerError):
    """As many files are under inspection as this scanner takes at a time, and no place became free in time."""

    reason = "SCANNER_BUSY"

    def __init__(self) -> None:
        super().__init__("Too many files are being checked right now. Try again in a moment.")


class StreamMalformed(ScannerError):
    """The caller did not keep to the protocol: header first, then as many bytes as it declared."""

    reason = "STREAM_MALFORMED"


class SlowFile(Exception):
    """The file takes long, and has a place for those that do not; nothing of it was inspected."""
