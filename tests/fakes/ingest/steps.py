"""What several fakes did, in the order in which they did it, and how each is told to fail."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Steps:
    """A list that fakes share: `names` reads like the story of an upload."""

    names: list[str] = field(default_factory=list)

    def note(self, name: str) -> None:
        self.names.append(name)

    def starting_with(self, prefix: str) -> list[str]:
        return [name for name in self.names if name.startswith(prefix)]


@dataclass
class Fallible:
    """A fake that notes its steps, and raises `failure` from every method while a test has set it."""

    steps: Steps = field(default_factory=Steps)
    failure: BaseException | None = None

    def step(self, name: str) -> None:
        self.steps.note(name)
        if self.failure is not None:
            raise self.failure
