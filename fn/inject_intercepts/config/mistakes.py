"""What is wrong in a config, and the refusal that carries all of it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from krm_fn.reader import Mistake

PARAMETERS = "parameters"
"""What the path of a mistake begins with that is in a parameter, and not in the config."""


class ConfigError(Exception):
    """A config is refused as a whole, with every mistake in it."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(mistake.message for mistake in mistakes))
        self.mistakes = mistakes
