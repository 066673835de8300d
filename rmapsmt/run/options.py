"""How far and how long a run may go."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt.limits import MOST_STATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from rmapsmt.verdict import Word

VARIABLE = "RMAPSMT_CACHE"
LOST = "its process was ended by the system, perhaps for want of memory"


@dataclass(frozen=True, slots=True)
class Options:
    """Steps to unroll; seconds in all and for one query (None: no limit); the solver's seed.

    A model of at most so many `states` has them visited one by one where induction fails; where that
    does not settle it either, `lemmas` are looked for.
    Verdicts with a word in `first` come with the first of all behaviours that show them equally well.
    With `reduction`, of the orders of steps that lead to the same state one is looked at.
    With `switches` nothing is proved: the interpreter alone looks for what breaks a claim, among the
    behaviours that switch from one actor to another at most so many times.
    `jobs` processes share the work (None: one for each processor).
    """

    bound: int = 8
    timeout: float | None = None
    query_timeout: float | None = None
    seed: int = 0
    jobs: int | None = None
    states: int = MOST_STATES
    lemmas: bool = True
    first: frozenset[Word] = frozenset()
    reduction: bool = True
    switches: int | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What has no say in a verdict: where it is found, and where it is looked for and kept.

    Without an executor the processes of this machine do the work; without a cache each verdict is found
    anew.  `warn` hears of entries that are not believed.
    """

    executor: Executor | None = None
    cache: Path | None = None
    warn: Callable[[str], None] = lambda _: None


def place() -> Path | None:
    """Return the folder for verdicts that were found; None if the variable is empty, or nobody is at home."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # nobody's home is known
        return None
    return Path(base) / "rmapsmt"


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
    def left(self) -> float | None:
        """Return the time that is left in all; None if there is no limit."""
        return None if self.options.timeout is None else max(0.0, self.options.timeout - self.seconds)

    def query(self) -> float | None:
        """Return the seconds that the next query may take; None if there is no limit."""
        limits = [each for each in (self.left, self.options.query_timeout) if each is not None]
        return min(limits, default=None)
