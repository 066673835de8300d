"""How far and how long a run may go."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rmapsmt.engine import MOST_STATES

if TYPE_CHECKING:
    from rmapsmt.verdict import Word


@dataclass(frozen=True, slots=True)
class Options:
    """Steps to unroll; seconds in all and for one query (None: no limit); the solver's seed.

    A model of at most so many `states` has them visited one by one where induction fails.
    Verdicts with a word in `first` come with the first of all behaviours that show them equally well.
    `jobs` processes share the work (None: one for each processor).
    """

    bound: int = 8
    timeout: float | None = None
    query_timeout: float | None = None
    seed: int = 0
    jobs: int | None = None
    states: int = MOST_STATES
    first: frozenset[Word] = frozenset()


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that is left of the options', from now on."""

    options: Options
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Return how long it has been."""
        return time.monotonic() - self.began

    @property
    def over(self) -> bool:
        """Tell whether the time has run out."""
        return self.options.timeout is not None and self.seconds >= self.options.timeout

    @property
    def query(self) -> float | None:
        """Return the time that the next query may take."""
        if self.options.timeout is None:
            return self.options.query_timeout
        left = max(0.001, self.options.timeout - self.seconds)
        return left if self.options.query_timeout is None else min(self.options.query_timeout, left)
