"""What is wrong in a config, and the refusal that carries all of it."""

from __future__ import annotations

from krm_fn.frozen import Frozen

PARAMETERS = "parameters"
"""What the path of a mistake begins with that is in a parameter, and not in the config."""


class Mistake(Frozen):
    """One thing that is wrong in a config: where, from the config's root, and what it must be."""

    path: tuple[str | int, ...]
    message: str


class ConfigError(Exception):
    """A config is refused as a whole, with every mistake in it."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(mistake.message for mistake in mistakes))
        self.mistakes = mistakes
