"""What can go wrong while Momento is being started; each error is a sentence for the person at the terminal."""

from __future__ import annotations


class LaunchError(Exception):
    """Momento cannot be started or stopped as asked; the message says what to do."""


class NotReady(LaunchError):
    """A part does not answer yet; the message says what is missing."""


class PartFailed(LaunchError):
    """A part ended or did not become ready in time."""

    def __init__(self, part: str, why: str, log_tail: str) -> None:
        """Tells which `part` failed and shows the end of its log."""
        super().__init__(f"{part} {why}\n--- last lines of its log ---\n{log_tail}")
        self.part = part
